"""What only one source's documents hold is taken out of the tables, and that source is read again."""

import json

import pytest

from benchmarks.ablations import Shape
from benchmarks.left_out import find_own_shapes, print_left_out, read_left_out, source_of

HEAD = "云泽县2024年渠系整治工作方案\n\n1.整修干渠。"
PLANS = {
    "2023_jia_qudao.txt": f"{HEAD}（领办单位：县水利局）\n\n2.护林。（责任单位：县林业局）\n",
    "2024_jia_hedao.txt": f"{HEAD}（领办单位：县财政局）\n\n2.护林。（责任单位：县林业局）\n",
    "2024_yi_qudao.txt": f"{HEAD}（责任单位：县水利局）\n\n2.护林。（责任单位：县林业局）\n",
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plans")
    texts = {}
    for name, text in PLANS.items():
        file = folder / name
        file.write_text(text, "utf-8")
        texts[file] = text
    return texts


def test_a_source_is_whoever_wrote_several_documents(texts):
    assert [source_of(file) for file in texts] == ["jia", "jia", "yi"]


def test_a_shape_is_a_sources_own_where_no_other_holds_it(texts):
    own = find_own_shapes(texts)
    assert Shape("roles", "label_stem", "领办") in own["jia"]
    assert Shape("roles", "label_stem", "责任") not in own["jia"]
    assert not own["yi"]


def test_each_source_is_read_without_its_own_shapes(texts):
    read, counts = read_left_out(texts)
    roles = {
        file.name: json.loads(line)["tasks"][0]["units"][0]["role"] for file, line in read.items()
    }
    assert roles == {
        "2023_jia_qudao.txt": "responsible",
        "2024_jia_hedao.txt": "responsible",
        "2024_yi_qudao.txt": "responsible",
    }
    assert counts["jia"] > 0
    assert counts["yi"] == 0


def test_the_table_has_a_line_a_measure():
    measures = ("tasks", "headings", "task_text_exact", "units", "open_ended", "deadlines")
    fields = ("title", "issuer", "doc_number", "written_on", "published_on")
    figures = {measure: {"f1": 0.5} for measure in (*measures, "time_limits")}
    figures |= {f"document.{field}": {"acc": 1.0} for field in fields}
    printed = print_left_out({"documents": figures}, 7)
    assert printed.startswith("Each source without the 7 words and forms")
    assert "| units | 0.500 |" in printed
    assert printed.endswith("| published_on | 1.000 |")
