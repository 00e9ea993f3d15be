"""Every route there is."""

from tombolo.web.routes import (
    account,
    around,
    changes,
    health,
    live,
    page,
    people,
    records,
    second_step,
    session,
    sheets,
)

ROUTES = (
    session.sign_in, session.who_am_i, session.sign_out, session.change_mine,
    session.describe,
    second_step.finish, second_step.show, second_step.begin, second_step.confirm,
    second_step.renew_codes, second_step.turn_off, second_step.demand, second_step.reset,
    account.list_sessions, account.end_session, account.list_keys, account.add_key,
    account.revoke_key,
    records.show_form, records.query, records.group, records.show, records.history,
    records.candidates, records.try_out, records.create, records.change, records.delete,
    records.restore, records.purge,
    around.upload, around.open_file, around.list_comments, around.add_comment,
    around.delete_comment, around.list_views, around.add_view, around.change_view,
    around.delete_view, around.find, around.workbench,
    sheets.look_at, sheets.start_import, sheets.show_job, sheets.stop_job, sheets.open_report,
    sheets.export, sheets.new_from_sheet,
    changes.list_changes, changes.show_change, changes.cancel_change,
    people.organisation, people.add_member, people.change_member, people.reset_password,
    people.add_department, people.change_department, people.order_departments,
    people.delete_department,
    live.live,
    health.alive, health.ready,
    page.page,
)  # fmt: skip
