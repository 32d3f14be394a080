"""IP address, versions 4 and 6; version numbers and section numbers look the same."""

from __future__ import annotations

import ipaddress

from pseudo.detect.rule import At, EntityInfo, Form, Found, Judgement, Label, Rule
from pseudo.model import Role, Text

__all__ = ["IpAddress"]

OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
SMALL = 20
"""Four numbers of at most so much are rather a version or a section."""


class IpAddress(Rule):
    """Address of a network host (RFC 791, RFC 4291)."""

    info = EntityInfo("IP_ADDRESS", Text("IP 주소", "IP address"), Role.DIRECT_IDENTIFIER)
    forms = (
        Form(
            "IPv4", rf"(?<![0-9A-Za-z.])(?<![0-9A-Za-z]-)(?:{OCTET}\.){{3}}{OCTET}(?![0-9A-Za-z])(?!\.[0-9])", least=4
        ),
        Form(
            "IPv6",
            r"(?<![0-9A-Za-z:.])(?=[0-9A-Fa-f]{0,4}:)(?=[A-Fa-f:]{0,20}[0-9])[0-9A-Fa-f:]{6,39}(?![0-9A-Za-z:])",
            least=1,
            at=At.ANYWHERE,
            near=r":[0-9A-Fa-f]{0,4}:",
        ),
    )
    labels = (
        "ip주소",
        "ip 주소",
        "ip address",
        "ip addr",
        "client ip",
        "접속ip",
        "접속 아이피",
        "아이피",
        "remote addr",
        "ip",
        "ipv4",
        "ipv6",
    )
    hints = ("접속", "로그인", "서버", "차단", "host")
    vetoes = ("ver", "v", "조", "항", "절", "버전", "펌웨어", "firmware")
    rank = 1

    def judge(self, found: Found) -> Judgement:
        """A valid address of a host; no mask, loopback or unspecified address."""
        try:
            address = ipaddress.ip_address(found.text)
        except ValueError:
            return Judgement(0.0)
        if address.is_unspecified or address.is_loopback or found.text.startswith("255."):
            return Judgement(0.3, note="names no host")
        if found.labelled:
            return Judgement(0.95, note="labelled")
        small = found.form.name == "IPv4" and all(int(part) <= SMALL for part in found.text.split("."))
        if small or (found.label is Label.OTHER and found.word in self.vetoes):
            return Judgement(0.3, note="may be a version")
        return Judgement(0.75)
