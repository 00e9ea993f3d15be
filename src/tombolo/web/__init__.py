"""Web: HTTP, SSE, OpenAPI, sign-in. Opens and commits the unit of work; holds no business rule."""
