"""What the system refuses is told with the path and what to do."""

import errno
import os

import pytest

from analysis.core.errors import StudyError
from analysis.core.os_errors import from_os_error, os_errors


@pytest.mark.parametrize("name", ["ENOSPC", "EROFS", "EACCES", "EIO", "ENAMETOOLONG", "EMFILE", "EPERM", "ENOTTY"])
@pytest.mark.parametrize("doing", ["read", "write"])
def test_every_error_names_path_reason_and_remedy(name, doing):
    number = getattr(errno, name)
    with pytest.raises(StudyError) as caught, os_errors(doing, "there/a.csv"):
        raise OSError(number, os.strerror(number), "elsewhere")
    first, remedy = str(caught.value).split("\n")
    assert first == f"cannot {doing} there/a.csv: {os.strerror(number)}."
    assert remedy.strip().endswith(".") and len(remedy) > 20
    assert isinstance(caught.value.__cause__, OSError)


def test_remedies_fit_what_was_tried():
    refused = OSError(errno.EACCES, "Permission denied")
    assert "right to read" in str(from_os_error(refused, "read", "a"))
    assert "folder of your own" in str(from_os_error(refused, "write", "a"))
    assert str(from_os_error(refused, "write", "a", remedy="Ask Li.")).endswith("\n  Ask Li.")


def test_errors_without_number_and_other_errors():
    assert "cannot read a: the bucket is gone." in str(from_os_error(OSError("the bucket is gone."), "read", "a"))
    assert "cannot read a: OSError." in str(from_os_error(OSError(), "read", "a"))
    with pytest.raises(KeyError), os_errors("read", "a"):
        raise KeyError("x")
