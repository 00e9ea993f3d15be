-- name: mark
savepoint draw;

-- name: back
rollback to savepoint draw;

-- name: release
release savepoint draw;
