-- name: mark
savepoint batch;

-- name: back
rollback to savepoint batch;

-- name: release
release savepoint batch;
