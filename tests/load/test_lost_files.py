"""A WARC file that is lost without a copy: given up by name, its portal is built again, and nothing is silent."""

import pytest
from site_of_tests import NOTICE, Site, portal
from test_damage import day, night

from flows.cli import run_command
from load.build import build
from load.proof.findings import Fault
from load.proof.verify import verify
from load.release.release import publish
from load.release.retention import accept_loss
from reports.status import read_status
from taizhang.archive import Archive
from taizhang.archive.check import check_archive
from taizhang.errors import PortalError, UserError

WHY = "the disk died"


def lose_first_file(site: Site) -> str:
    lost = next(key for key in site.store.keys("archive/lanshan") if key.endswith(".warc.gz"))
    site.store.remove(lost)
    return lost


def test_a_lost_file_that_was_given_up_lets_its_portal_be_built_again(site: Site):
    night(site, 1)
    site.put("late", "关于劳动节放假安排的通知", NOTICE)
    archive = site.crawl(2)
    lost = lose_first_file(site)
    with pytest.raises(PortalError, match=f"`taizhang archive accept-loss {lost} --reason"):
        build(site.store, archive, portal(), day(2))
    accept_loss(site.store, lost, WHY, day(2))
    again = Archive(site.store)
    made = build(site.store, again, portal(), day(2))
    # What the second night found unchanged stood in the file alone.
    assert made.table("documents")["title"].to_pylist() == ["关于劳动节放假安排的通知"]
    [issue] = [row for row in made.table("issues").to_pylist() if row["code"] == "lost_file"]
    assert lost in issue["message"]
    assert WHY in issue["message"]


def test_what_a_lost_file_held_comes_back_with_the_next_crawl(site: Site):
    first = night(site, 1)
    accept_loss(site.store, lose_first_file(site), WHY, day(2))
    site._seen.clear()  # the archive knows none of it, so a crawl asks for all of it
    third = night(site, 2)
    texts = [release.table("tasks")["text"].to_pylist() for release in (first, third)]
    assert texts[0] == texts[1]
    assert third.record["portals"]["lanshan"]["health"] == "fresh"
    assert list(third.record["decisions"]["lost"].values()) == [WHY]


def test_verify_status_and_archive_check_go_on_naming_it(site: Site):
    night(site, 1)
    lost = lose_first_file(site)
    accept_loss(site.store, lost, WHY, day(2))
    site._seen.clear()
    night(site, 2)
    verification = verify(site.store, Archive(site.store))
    assert verification.holds
    assert [lost in finding.message for finding in verification.of(Fault.LOSS)] == [True]
    [line] = read_status(site.store).losses
    assert lost in line
    assert WHY in line
    assert list(check_archive(site.store, "lanshan")) == []


def test_a_file_of_which_nothing_is_lost_cannot_be_given_up(site: Site):
    night(site, 1)
    whole = next(key for key in site.store.keys("archive/lanshan") if key.endswith(".warc.gz"))
    for key, why in ((whole, "is there in full"), (f"{whole}x", "no WARC file"), ("x", "no WARC")):
        with pytest.raises(UserError, match=why):
            accept_loss(site.store, key, WHY, day(1))


def test_a_rebuilt_index_goes_on_knowing_what_the_lost_file_held(site: Site):
    night(site, 1)
    site.crawl(2)
    lost = lose_first_file(site)
    accept_loss(site.store, lost, WHY, day(2))
    before = site.store.keys("archive/lanshan/captures")
    rows = Archive(site.store).table("lanshan").num_rows
    Archive(site.store).rebuild_index("lanshan")
    assert site.store.keys("archive/lanshan/captures") == before
    assert Archive(site.store).table("lanshan").num_rows == rows


@pytest.mark.disk(reason="commands open the store by its folder")
def test_the_loss_is_undone_by_name_and_the_file_counts_again(
    site: Site, capsys: pytest.CaptureFixture[str]
):
    first = night(site, 1)
    lost = next(key for key in site.store.keys("archive/lanshan") if key.endswith(".warc.gz"))
    content = site.store.read(lost)
    site.store.remove(lost)
    store = ["--store", site.store.root]
    assert run_command(["archive", "accept-loss", lost, "--reason", WHY, *store]) == 0
    assert run_command(["archive", "check", *store]) == 0
    assert WHY in capsys.readouterr().out
    site.store.write(lost, content)
    command = ["archive", "accept-loss", lost, "--undo", "--reason", "a copy was found", *store]
    assert run_command(command) == 0
    build(site.store, Archive(site.store), portal(), day(1))
    release = publish(site.store, [portal()], day(1))
    assert release.table("tasks").equals(first.table("tasks"))
    assert read_status(site.store).losses == ()
