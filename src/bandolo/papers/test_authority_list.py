"""Which trusted list names the authority of tests and demo? One that the authority signed itself."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from xml.sax.saxutils import escape

from lxml import etree
from signxml import methods
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm
from signxml.xades.xades import XAdESSigner

from bandolo.papers.test_authority import Authority, Holder

_STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
_TYPES = {
    "CA": "http://uri.etsi.org/TrstSvc/Svctype/CA/QC",
    "TSA": "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST",
}
_SPACES = (
    'xmlns="http://uri.etsi.org/02231/v2#" xmlns:x="http://uri.etsi.org/02231/v2/additionaltypes#" '
    'Id="elenco" '
    'TSLTag="http://uri.etsi.org/19612/TSLTag" '
    'xmlns:s="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#"'
)
_FOR_SIGNATURES = (
    '<Extension Critical="true"><AdditionalServiceInformation><URI xml:lang="en">'
    "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSignatures"
    "</URI></AdditionalServiceInformation></Extension>"
)
_TAKEN_OVER = (
    '<Extension Critical="true"><x:TakenOverBy><x:URI xml:lang="en">http://prova.invalid</x:URI>'
    '<x:TSPName><Name xml:lang="en">Successore di prova</Name></x:TSPName>'
    '<SchemeOperatorName><Name xml:lang="en">Gestore di prova</Name></SchemeOperatorName>'
    "<x:TSPTerritory>IT</x:TSPTerritory></x:TakenOverBy></Extension>"
)
_NEVER_SEEN = '<Extension Critical="true"><x:NeverSeen>1</x:NeverSeen></Extension>'
Status = Literal["granted", "withdrawn"]
Extra = Literal["", "taken over", "never seen"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A certificate in a list: what it does, its status since when, and before that in turn, newest first."""

    holder: Holder
    does: Literal["CA", "TSA"]
    status: Status
    since: datetime
    before: tuple[tuple[Status, datetime], ...] = ()
    extra: Extra = ""


def trusted_list(
    services: Iterable[Listed], signer: Holder, issued: datetime, territory: str = "IT", days: int = 180
) -> bytes:
    """A national list as of `issued`, to be renewed within so many days, signed by its operator."""
    listed = "".join(_listed(one) for one in services)
    body = (
        f"{_scheme(territory, issued, days, '', ())}<TrustServiceProviderList><TrustServiceProvider>"
        f"<TSPInformation>{_names('TSPName', 'Bandolo prova')}</TSPInformation>"
        f"<TSPServices>{listed}</TSPServices></TrustServiceProvider></TrustServiceProviderList>"
    )
    return _sign(body, signer)


def list_of_lists(
    maker: Authority, issued: datetime, lists: Iterable[tuple[str, str, Iterable[Holder]]], days: int = 180
) -> bytes:
    """The list of the lists: for each territory the place of its list and who may sign it."""
    pointers = "".join(_pointer(*one) for one in lists)
    return _sign(_scheme("EU", issued, days, pointers, ("http://prova.invalid/lotl",)), maker.lotl_operator)


def list_of(maker: Authority, issued: datetime, since: datetime, days: int = 180) -> bytes:
    """The list that has both services of an authority, granted since an instant; good for so many days."""
    services = (Listed(maker.issuing, "CA", "granted", since), Listed(maker.tsa, "TSA", "granted", since))
    return trusted_list(services, maker.operator, issued, days=days)


def _sign(body: str, signer: Holder) -> bytes:
    xml = f"<TrustServiceStatusList {_SPACES}>{body}</TrustServiceStatusList>"
    made = XAdESSigner(
        method=methods.enveloped,
        signature_algorithm="rsa-sha256",
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.CANONICAL_XML_1_0,
    ).sign(etree.fromstring(xml), key=signer.key, cert=[signer.certificate], always_add_key_value=False)
    return etree.tostring(made, xml_declaration=True, encoding="UTF-8")


def _scheme(territory: str, issued: datetime, days: int, pointers: str, uris: tuple[str, ...]) -> str:
    scheme_uris = "".join(f'<URI xml:lang="en">{uri}</URI>' for uri in uris)
    return (
        "<SchemeInformation><TSLVersionIdentifier>5</TSLVersionIdentifier>"
        "<TSLSequenceNumber>7</TSLSequenceNumber>"
        "<TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric</TSLType>"
        f"{_names('SchemeOperatorName', 'Gestore di prova')}{_names('SchemeName', 'Elenco di prova')}"
        f"<SchemeInformationURI>{scheme_uris}</SchemeInformationURI>"
        f"<SchemeTerritory>{territory}</SchemeTerritory>"
        f"<PointersToOtherTSL>{pointers}</PointersToOtherTSL>"
        f"<ListIssueDateTime>{_time(issued)}</ListIssueDateTime>"
        f"<NextUpdate><dateTime>{_time(issued + timedelta(days=days))}</dateTime></NextUpdate>"
        "</SchemeInformation>"
    )


def _pointer(territory: str, place: str, signers: Iterable[Holder]) -> str:
    digital = "".join(
        f"<ServiceDigitalIdentity>{_digital_id(signer)}</ServiceDigitalIdentity>" for signer in signers
    )
    return (
        f"<OtherTSLPointer><ServiceDigitalIdentities>{digital}</ServiceDigitalIdentities>"
        f"<TSLLocation>{escape(place)}</TSLLocation><AdditionalInformation>"
        f"<OtherInformation><SchemeTerritory>{territory}</SchemeTerritory></OtherInformation>"
        "<OtherInformation><x:MimeType>application/vnd.etsi.tsl+xml</x:MimeType></OtherInformation>"
        "</AdditionalInformation></OtherTSLPointer>"
    )


def _listed(one: Listed) -> str:
    history = "".join(
        f"<ServiceHistoryInstance>{_state(one, status, since)}</ServiceHistoryInstance>"
        for status, since in one.before
    )
    return (
        f"<TSPService><ServiceInformation>{_state(one, one.status, one.since)}</ServiceInformation>"
        f"<ServiceHistory>{history}</ServiceHistory></TSPService>"
    )


def _state(one: Listed, status: Status, since: datetime) -> str:
    extensions = {"": "", "taken over": _TAKEN_OVER, "never seen": _NEVER_SEEN}[one.extra]
    extensions += _FOR_SIGNATURES if one.does == "CA" else ""
    inside = (
        f"<ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>" if extensions else ""
    )
    return (
        f"<ServiceTypeIdentifier>{_TYPES[one.does]}</ServiceTypeIdentifier>"
        f"{_names('ServiceName', f'{one.does} di prova')}"
        f"<ServiceDigitalIdentity>{_digital_id(one.holder)}</ServiceDigitalIdentity>"
        f"<ServiceStatus>{_STATUS}{status}</ServiceStatus>"
        f"<StatusStartingTime>{_time(since)}</StatusStartingTime>{inside}"
    )


def _digital_id(holder: Holder) -> str:
    encoded = base64.b64encode(holder.der).decode()
    return f"<DigitalId><X509Certificate>{encoded}</X509Certificate></DigitalId>"


def _names(tag: str, name: str) -> str:
    return f'<{tag}><Name xml:lang="en">{escape(name)}</Name></{tag}>'


def _time(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
