"""A bucket for tests: moto's server, a stand-in for S3. Any S3 is used by setting AWS_*."""

import uuid
from collections.abc import Iterator

import pytest

from taizhang.store import Store


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of a stand-in for S3, started once; its bucket is called `taizhang`."""
    from moto.server import ThreadedMotoServer  # a second to import

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket_store(s3: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store under a prefix of its own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", s3)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    import s3fs

    files = s3fs.S3FileSystem(use_listings_cache=False, skip_instance_cache=True)
    if not files.exists("taizhang"):
        files.mkdir("taizhang")
    return Store(f"s3://taizhang/{uuid.uuid4().hex}")
