"""RFC 3161 time stamps on checkpoints, asked of a server on this machine that OpenSSL answers for."""

from __future__ import annotations

import base64
import datetime as dt
import json
import shutil
import sqlite3
import subprocess
import threading
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from click.testing import CliRunner

from pseudo.cli import cli
from pseudo.errors import BadInput, UsageError
from pseudo.evidence.timestamp import read_authorities, request_stamp, stamp_time
from pseudo.keys import Key, KeyStore
from pseudo.model import canonical
from pseudo.procedure.terms import Stage

pytest.importorskip("rfc3161_client", reason="the extra timestamp is not installed")
if shutil.which("openssl") is None:
    pytest.skip("openssl is not here", allow_module_level=True)

KEY = Key("기록", bytes(range(32)))
CONFIG = """
[tsa]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256, sha512
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
"""


def certificate(name, issuer, key, signer, usage):
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    def named(text):
        return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])

    today = dt.datetime.now(dt.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=usage is None, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    return builder.sign(signer, hashes.SHA256())


def authority(folder, usage=None):
    """A root and a server's certificate that it signed, as files for OpenSSL; gives the root in PEM."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import ExtendedKeyUsageOID

    root_key, key = (rsa.generate_private_key(public_exponent=65537, key_size=2048) for _ in range(2))
    root = certificate("root", "root", root_key, root_key, None)
    tsa = certificate("tsa", "root", key, root_key, usage or ExtendedKeyUsageOID.TIME_STAMPING)
    pem = serialization.Encoding.PEM
    (folder / "ca.pem").write_bytes(root.public_bytes(pem))
    (folder / "tsa.pem").write_bytes(tsa.public_bytes(pem))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    (folder / "tsa.key").write_bytes(key.private_bytes(pem, *plain))
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    return root.public_bytes(pem)


class Server:
    """A time stamp server: OpenSSL's answer, or, where ``answer`` is set, that."""

    def __init__(self, folder):
        self.folder, self.answer, self.asked = folder, None, []
        outer = self

        class Answering(BaseHTTPRequestHandler):
            def do_POST(self):
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                outer.asked.append(asked)
                content = outer.answer or outer.stamped(asked)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_words):
                pass

        self.http = HTTPServer(("127.0.0.1", 0), Answering)
        self.url = f"http://127.0.0.1:{self.http.server_port}/tsr"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def stamped(self, asked):
        (self.folder / "query").write_bytes(asked)
        words = ("openssl", "ts", "-reply", "-config", "tsa.cnf", "-section", "tsa", "-queryfile", "query")
        subprocess.run((*words, "-out", "answer"), cwd=self.folder, check=True, capture_output=True)
        return (self.folder / "answer").read_bytes()


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The folder of a working authority."""
    folder = tmp_path_factory.mktemp("authority")
    authority(folder)
    return folder


@pytest.fixture
def server(root):
    """Its server."""
    made = Server(root)
    yield made
    made.http.shutdown()
    made.http.server_close()


def trusted(folder):
    return read_authorities((folder / "ca.pem").read_bytes())


def kept_as(store, checkpoint):
    with sqlite3.connect(store.folder / "cases.sqlite") as file:
        file.execute("UPDATE checkpoint SET content = ?", (canonical(checkpoint).decode(),))


def test_a_stamp_dates_a_checkpoint_offline(store, to_stage, server, root):
    to_stage(store, Stage.TREATMENT)
    made = store.checkpoint(KEY, server.url)
    server.http.shutdown()
    report = store.verify(KEY.verifying_key, trusted(root))
    assert report.ok
    assert not report.unchecked
    [stamp] = report.stamps
    today = dt.datetime.now(dt.UTC)
    assert abs(dt.datetime.fromisoformat(stamp.time) - today) < dt.timedelta(minutes=5)
    assert stamp.length == made.length


def test_only_a_digest_leaves(store, to_stage, server):
    to_stage(store, Stage.TREATMENT)
    made = store.checkpoint(KEY, server.url)
    [asked] = server.asked
    assert len(asked) < 200
    assert made.head.encode() not in asked
    assert bytes.fromhex(made.head) not in asked


def test_what_was_not_checked_is_said(store, to_stage, server, root):
    to_stage(store, Stage.TREATMENT)
    store.checkpoint(KEY)
    assert [fault.code for fault in store.verify(None, trusted(root)).unchecked] == ["procedure.unstamped"]
    store.checkpoint(KEY, server.url)
    report = store.verify()
    assert [fault.code for fault in report.unchecked] == ["procedure.timestamp-unchecked"]
    assert report.ok
    assert not report.stamps


def test_stamps_of_others_or_over_others_do_not_hold(store, to_stage, server, root, tmp_path):
    to_stage(store, Stage.TREATMENT)
    made = store.checkpoint(KEY, server.url)
    foreign = read_authorities(authority(tmp_path))
    assert [fault.code for fault in store.verify(None, foreign).faults] == ["procedure.timestamp"]
    other = replace(made, stamp=request_stamp(b"something else", server.url))
    kept_as(store, other)
    assert [fault.code for fault in store.verify(None, trusted(root)).faults] == ["procedure.timestamp"]


def test_no_flipped_byte_passes(server, root):
    stamp = base64.b64decode(request_stamp(b"message", server.url))
    assert stamp_time(base64.b64encode(stamp).decode(), b"message", trusted(root))
    honest, passed = stamp_time(base64.b64encode(stamp).decode(), b"message", trusted(root)), set()
    for at in range(0, len(stamp), 7):
        broken = bytearray(stamp)
        broken[at] ^= 1
        passed.add(stamp_time(base64.b64encode(broken).decode(), b"message", trusted(root)))
    assert passed <= {None, honest}, "a changed stamp may never tell another time"
    assert stamp_time("no base64!", b"message", trusted(root)) is None


def signed_by(folder, statement):
    """A stamp with this statement (TSTInfo), signed by the folder's certificate through OpenSSL's CMS, whatever it may be used for."""
    (folder / "statement").write_bytes(statement)
    words = ("-binary", "-nodetach", "-cades", "-md", "sha256", "-econtent_type", "1.2.840.113549.1.9.16.1.4")
    keys = ("-signer", "tsa.pem", "-inkey", "tsa.key", "-in", "statement", "-outform", "DER", "-out", "token")
    subprocess.run(("openssl", "cms", "-sign", *words, *keys), cwd=folder, check=True, capture_output=True)
    content = b"\x30\x03\x02\x01\x00" + (folder / "token").read_bytes()  # granted, and the token
    return base64.b64encode(b"\x30\x82" + len(content).to_bytes(2, "big") + content).decode()


def test_a_certificate_that_may_not_stamp_is_refused(server, root, tmp_path):
    from cryptography.x509.oid import ExtendedKeyUsageOID

    (root / "honest").write_bytes(base64.b64decode(request_stamp(b"message", server.url)))
    for words in (
        ("openssl", "ts", "-reply", "-in", "honest", "-token_out", "-out", "honest.token"),
        ("openssl", "cms", "-verify", "-noverify", "-inform", "DER", "-in", "honest.token", "-out", "honest.statement"),
    ):
        subprocess.run(words, cwd=root, check=True, capture_output=True)
    statement = (root / "honest.statement").read_bytes()
    authority(tmp_path, ExtendedKeyUsageOID.SERVER_AUTH)
    assert stamp_time(signed_by(root, statement), b"message", trusted(root)) is not None
    assert stamp_time(signed_by(tmp_path, statement), b"message", trusted(tmp_path)) is None


def test_servers_that_answer_wrongly_leave_no_checkpoint(store, to_stage, server):
    to_stage(store, Stage.TREATMENT)
    request_stamp(b"x", server.url)
    replayed = server.stamped(server.asked[0])
    for answer in (b"<html>", replayed, b"\x30\x05\x30\x03\x02\x01\x02"):
        server.answer = answer
        with pytest.raises(BadInput, match=r"evidence\.timestamp-server"):
            store.checkpoint(KEY, server.url)
    with pytest.raises(BadInput, match=r"evidence\.timestamp-server"):
        store.checkpoint(KEY, "http://127.0.0.1:9/none")
    for url in ("file:///etc/passwd", "ftp://host/x", "https://"):
        with pytest.raises(UsageError, match=r"evidence\.timestamp-url"):
            store.checkpoint(KEY, url)
    with sqlite3.connect(store.folder / "cases.sqlite") as file:
        assert file.execute("SELECT count(*) FROM checkpoint").fetchone() == (0,)


def test_the_command(store, to_stage, server, root, tmp_path):
    to_stage(store, Stage.TREATMENT)
    KeyStore(tmp_path / "keys").new("board")
    places = ("--cases", str(store.folder))
    words = ["case", "checkpoint", "board", "--keys", str(tmp_path / "keys"), "--timestamp", server.url, *places]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert json.loads(done.stdout)["stamp"]
    words = ["case", "verify", "--timestamp-authority", str(root / "ca.pem"), *places]
    done = CliRunner().invoke(cli, words, catch_exceptions=False)
    assert done.exit_code == 0
    assert "lines were there at 20" in done.stdout
    (tmp_path / "empty.pem").write_text("nothing")
    words[3] = str(tmp_path / "empty.pem")
    assert isinstance(CliRunner().invoke(cli, words).exception, BadInput)
