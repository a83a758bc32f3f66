"""Pages of a plan, as an engine would hand them out for the sample boards."""

from app.model.wall import PageKind, PageView, WallPage

PLANS: dict[str, PageView] = {
    "response_times": PageView(page=WallPage(kind=PageKind.RESPONSE_TIMES)),
    "response_times-cpu": PageView(page=WallPage(kind=PageKind.RESPONSE_TIMES, series="cpu")),
    "error_stream": PageView(page=WallPage(kind=PageKind.ERROR_STREAM)),
}
