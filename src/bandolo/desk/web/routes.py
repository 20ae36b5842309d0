"""Which addresses does the desk have?"""

from django.urls import path

from bandolo.desk.web.applicant import answers, applications, check, documents, step
from bandolo.desk.web.officer import courses, dossier, drafts, papers, registers, worklist
from bandolo.desk.web.people import (
    claims,
    enterprise,
    enterprises,
    login,
    openid,
    password,
    roles,
    second_factor,
)
from bandolo.desk.web.public import calls, language
from bandolo.desk.web.people import login, openid, password, roles, second_factor
from bandolo.desk.web.public import calculator, calls, language, self_check
from bandolo.desk.web.staff import jobs

ROUTES = [
    path("", calls.home, name="home"),
    path("bandi/<slug:call>/", calls.call, name="call"),
    path("bandi/<slug:call>/autoverifica/", self_check.check, name="self_check"),
    path("bandi/<slug:call>/calcolatore/", calculator.calculate, name="calculator"),
    path("lingua/", language.language, name="language"),
    path("accesso/", login.login, name="login"),
    path("accesso/password/", password.password, name="password"),
    path("accesso/codice/", second_factor.second_factor, name="second_factor"),
    path("accesso/codice/nuovo/", second_factor.new_second_factor, name="new_second_factor"),
    path("accesso/via/<slug:provider>/", openid.openid, name="openid"),
    path("accesso/via/<slug:provider>/ritorno/", openid.openid_return, name="openid_return"),
    path("accesso/via/<slug:provider>/fine/", openid.openid_ended, name="openid_ended"),
    path("uscita/", login.logout, name="logout"),
    path("scrivania/", roles.desk, name="desk"),
    path("ruolo/", roles.choose, name="role"),
    path("istruttoria/bandi/", drafts.calls, name="officer_calls"),
    path("istruttoria/bandi/carica/", drafts.upload, name="call_upload"),
    path("istruttoria/bandi/bozze/<uuid:upload>/", drafts.draft, name="call_draft"),
    path("istruttoria/bandi/bozze/<uuid:upload>/pubblica/", drafts.publish, name="call_publish"),
    path("istruttoria/bandi/<slug:call>/", courses.course, name="call_course"),
    path("istruttoria/bandi/<slug:call>/atti/", courses.act, name="call_act"),
    path("domande/", applications.applications, name="applications"),
    path("bandi/<slug:call>/domanda/", applications.begin, name="application_begin"),
    path("domande/<uuid:application>/", step.application, name="application"),
    path("domande/<uuid:application>/parti/<slug:step>/", step.step, name="application_step"),
    path("domande/<uuid:application>/documenti/", documents.documents, name="application_documents"),
    path("domande/<uuid:application>/file/<uuid:attachment>/", documents.attachment, name="application_file"),
    path("domande/<uuid:application>/edizione/", documents.edition, name="application_edition"),
    path("domande/<uuid:application>/controllo/", check.check, name="application_check"),
    path("per-conto/", enterprises.acting, name="acting"),
    path("imprese/", enterprises.enterprises, name="enterprises"),
    path("imprese/nuova/", enterprises.enterprise_new, name="enterprise_new"),
    path("imprese/<uuid:enterprise>/", enterprise.enterprise, name="enterprise"),
    path("imprese/<uuid:enterprise>/dati/", enterprise.change, name="enterprise_change"),
    path("imprese/<uuid:enterprise>/sedi/", enterprise.site, name="site"),
    path("imprese/<uuid:enterprise>/sedi/<uuid:site>/fine/", enterprise.site_close, name="site_close"),
    path("imprese/<uuid:enterprise>/deleghe/", enterprise.mandate, name="mandate"),
    path(
        "imprese/<uuid:enterprise>/deleghe/<uuid:mandate>/fine/",
        enterprise.mandate_revoke,
        name="mandate_revoke",
    ),
    path(
        "imprese/<uuid:enterprise>/deleghe/<uuid:mandate>/prova/",
        enterprise.mandate_paper,
        name="mandate_paper",
    ),
    path("imprese/<uuid:enterprise>/gruppo/", enterprise.undertaking, name="undertaking"),
    path("imprese/<uuid:enterprise>/gruppo/fine/", enterprise.undertaking_leave, name="undertaking_leave"),
    path("richieste/", claims.claims, name="claims"),
    path("richieste/<uuid:claim>/", claims.claim_decide, name="claim_decide"),
    path("richieste/<uuid:claim>/prova/", claims.claim_paper, name="claim_paper"),
    path("lavori/", jobs.jobs, name="jobs"),
    path("lavori/<uuid:job>/ripeti/", jobs.again, name="job_again"),
    path("istruttoria/", worklist.worklist_page, name="worklist"),
    path("istruttoria/<uuid:application>/", dossier.dossier, name="dossier"),
    path("istruttoria/<uuid:application>/decisione/", dossier.decide, name="review_decide"),
    path("istruttoria/<uuid:application>/registri/<slug:register>/", registers.check, name="review_check"),
    path("istruttoria/<uuid:application>/allegati/<uuid:attachment>/", papers.attachment, name="review_file"),
    path("istruttoria/<uuid:application>/fai/<slug:step>/", dossier.step, name="review_step"),
    path("registri/", registers.registers, name="registers"),
    path("domande/<uuid:application>/lettere/<uuid:letter>/", papers.letter, name="letter"),
    path("domande/<uuid:application>/integrazione/", answers.supplement, name="supplement"),
    path("domande/<uuid:application>/preavviso/", answers.notice, name="notice"),
]
