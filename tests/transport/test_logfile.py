from pathlib import Path

from app.transport import logfile
from app.transport.logfile import end_of, read_on


def test_only_what_is_added_is_read(tmp_path: Path) -> None:
    """Reading goes on behind the last whole line."""
    log = tmp_path / "app.log"
    log.write_text("old\nhalf")
    place = end_of(log)
    with log.open("a") as file:
        file.write(" line\nnew\n")
    assert read_on(log, place).lines == ("half line", "new")


def test_a_half_line_waits_for_its_end(tmp_path: Path) -> None:
    """A line that is still being written is given once, whole."""
    log = tmp_path / "app.log"
    log.write_text("")
    place = end_of(log)
    log.write_text("one\ntw")
    first = read_on(log, place)
    with log.open("a") as file:
        file.write("o\n")
    assert first.lines == ("one",)
    assert read_on(log, first.position).lines == ("two",)


def test_a_rotation_loses_no_line(tmp_path: Path) -> None:
    """Lines written before the renaming are read from the renamed file, then the new file from its start."""
    log = tmp_path / "app.log"
    log.write_text("seen\n")
    place = end_of(log)
    with log.open("a") as file:
        file.write("last of the old\n")
    log.rename(tmp_path / "app.log.1")
    log.write_text("first of the new\n")
    assert read_on(log, place).lines == ("last of the old", "first of the new")


def test_a_file_cut_short_is_read_from_its_beginning(tmp_path: Path) -> None:
    """After a copy-and-truncate rotation nothing of the new lines is skipped."""
    log = tmp_path / "app.log"
    log.write_text("a long line that was there\n")
    place = end_of(log)
    log.write_text("new\n")
    assert read_on(log, place).lines == ("new",)


def test_a_flood_is_skipped_and_counted(tmp_path: Path) -> None:
    """More than can be read in one go is told as skipped bytes, and no torn line is given."""
    log = tmp_path / "app.log"
    log.write_text("")
    place = end_of(log)
    line = "x" * 99 + "\n"
    log.write_text(line * (logfile.READ_LIMIT // 100 + 500))
    read = read_on(log, place)
    assert read.skipped > 0
    assert set(read.lines) == {"x" * 99}


def test_a_line_without_end_is_cut(tmp_path: Path) -> None:
    """A file without line breaks neither stops the reading nor fills the memory."""
    log = tmp_path / "app.log"
    log.write_text("")
    place = end_of(log)
    log.write_bytes(b"\x00" * 100_000)
    read = read_on(log, place)
    assert [len(each) for each in read.lines] == [logfile.LINE_LIMIT]
    assert read.position.offset == 100_000
