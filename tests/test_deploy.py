"""The files of deploy/, checked by the programs that read them where those are installed."""

import shutil
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[1] / "deploy"


def test_nginx_accepts_the_proxy(tmp_path: Path) -> None:
    if not shutil.which("nginx"):
        pytest.skip("nginx is not installed")
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed: the proxy needs a certificate")
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=lape.example.fi",
         "-out", certificate, "-keyout", key],
        check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    site = site.replace("/etc/ssl/lape-qa", str(tmp_path)).replace("/var/log/nginx", str(tmp_path))
    whole = tmp_path / "nginx.conf"
    whole.write_text(f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{site}}}\n", encoding="utf-8")
    ran = subprocess.run(
        ["nginx", "-t", "-e", tmp_path / "error.log", "-c", whole], check=False, capture_output=True, text=True
    )
    assert ran.returncode == 0, ran.stderr
    assert "test is successful" in ran.stderr


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not installed")
    text = (DEPLOY / "lape-qa.service").read_text(encoding="utf-8")
    unit = tmp_path / "lape-qa.service"
    unit.write_text(text.replace("/opt/lape-qa/bin/lape-qa", "/bin/true"), encoding="utf-8")
    ran = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], check=False, capture_output=True, text=True)
    assert (ran.returncode, [line for line in ran.stderr.splitlines() if "lape-qa" in line]) == (0, [])
