"""Where do all addresses of the desk begin?"""

from bandolo.desk.web import errors, routes

urlpatterns = routes.ROUTES
handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.broken
