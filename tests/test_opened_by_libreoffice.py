"""The files for Word and Excel open in another program than the one that wrote them, with what the case says."""

import shutil
import subprocess

import pytest

OFFICE = shutil.which("soffice")
MISSING = "LibreOffice is not installed (apt-get install -y libreoffice-writer libreoffice-calc)"
TEXT, CSV = "txt:Text (encoded):UTF8", "csv:Text - txt - csv (StarCalc):44,34,76"


@pytest.mark.skipif(not OFFICE, reason=MISSING)
@pytest.mark.parametrize(("written", "read_as"), [("docx", TEXT), ("xlsx", CSV)], ids=["docx", "xlsx"])
def test_a_case_as_a_file_says_the_same_in_libreoffice(client, case, tmp_path, written, read_as):
    file = tmp_path / f"case.{written}"
    file.write_bytes(client.get(f"/hent/{case.slug}.{written}").content)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [OFFICE, profile, "--headless", "--convert-to", read_as, "--outdir", tmp_path, file]
    subprocess.run(command, check=True, capture_output=True, timeout=90)
    text = (tmp_path / f"case.{read_as[:3]}").read_text(encoding="utf-8")
    assert case.title in text
    assert case.municipality.name in text
