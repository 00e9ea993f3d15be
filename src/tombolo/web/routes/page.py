"""The page: a file of the bundle by its exact name, or the page itself for the router's addresses."""

from litestar import Response, get
from litestar.params import FromPath

from tombolo.web import door
from tombolo.web.door import Call


@get(["/", "/{path:path}"], opt={"who": "anyone", "rate": "sign_in"})
async def page(request: Call, path: FromPath[str] = "") -> Response[bytes]:
    """A file of the bundle, or the page for every address the browser's router knows."""
    bundle = door.house_of(request).assets
    name = path.lstrip("/")
    if name.startswith("api/"):
        from_api = Response(b"", status_code=404)
        return from_api
    asset = bundle.get(name) if name else None
    is_asset = asset is not None and name.startswith("assets/")
    asset = asset or bundle.get("index.html")
    if asset is None:
        text = "网页文件还没有构建：请运行 make web。 The web bundle is not built: run make web."
        return Response(text.encode(), status_code=503, media_type="text/plain; charset=utf-8")
    if name.startswith("assets/") and not is_asset:
        return Response(b"", status_code=404)
    cache = "public, max-age=31536000, immutable" if is_asset else "no-cache"
    headers = {"Cache-Control": cache, "ETag": asset.etag, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == asset.etag:
        return Response(b"", status_code=304, headers=headers)
    content = asset.content
    if asset.packed is not None and "gzip" in request.headers.get("accept-encoding", ""):
        content = asset.packed
        headers["Content-Encoding"] = "gzip"
    type_ = asset.type + ("; charset=utf-8" if asset.type.startswith("text/") else "")
    return Response(content, media_type=type_, headers=headers)
