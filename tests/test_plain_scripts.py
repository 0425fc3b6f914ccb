"""The plain script beside which ledgers are read does its ten minutes' work."""

from pathlib import Path

from benchmarks.tables import find_tasks, read_markdown, read_ours, read_plainly

PAGE = (
    "<html><meta charset=utf-8><title>安澜县2025年重点任务分工表</title>"
    "<body><h1>安澜县2025年重点任务分工表</h1><table>"
    "<tr><td>序号<td>工作任务<td>牵头单位<td>配合单位</tr><tr><td>1<td>疏浚内河<td>县水利局<td>县财政局、县林业局</tr>"
    "<tr><td>2<td>加固水库<td>县应急局<td>县水利局</tr></table></body></html>"
)


def test_a_script_reads_a_plain_table_as_we_do(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    ours, plain = (
        [
            (task["label"], task["text"], [(unit["role"], unit["name"]) for unit in task["units"]])
            for task in said["tasks"]
        ]
        for said in (read_ours(path), read_plainly(path))
    )
    assert plain == ours
    assert [text for _, text, _ in plain] == ["疏浚内河", "加固水库"]


def test_a_library_that_fails_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"no document")
    assert read_plainly(path)["tasks"] == []


def test_the_script_reads_the_tables_of_a_markdown_text_as_those_of_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, "utf-8")
    text = (
        "# 安澜县2025年重点任务分工表\n\n|  |  | Unnamed: 2 | NaN |\n| --- | --- | --- | --- |\n"
        "| 序号 | 工作任务 | 牵头单位 | 配合单位 |\n| 1 | 疏浚内河 | 县水利局 | 县财政局、县林业局 |\n"
        "| 2 | 加固水库 | 县应急局 | 县水利局 |\n\n完"
    )
    assert find_tasks(list(read_markdown(text))) == read_plainly(path)
