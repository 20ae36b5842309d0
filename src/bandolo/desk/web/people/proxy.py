"""From which address does a request come, as far as the word of a proxy is to be taken?"""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def comes_by_proxy(request: HttpRequest) -> bool:
    """Whether a request comes from an address that BANDOLO_PROXIES names."""
    try:
        peer = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    return any(peer in network for network in settings.PROXIES)


def client_address(request: HttpRequest) -> str:
    """The address of the client: the last that a trusted proxy adds, else that of whoever connects."""
    peer = str(request.META.get("REMOTE_ADDR", ""))
    said = request.headers.get("x-forwarded-for", "")
    return said.rsplit(",", 1)[-1].strip() if said and comes_by_proxy(request) else peer
