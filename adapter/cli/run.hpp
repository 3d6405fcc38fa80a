// What each command does. A function a command, named after it; commands_*.cpp list them.
#pragma once

#include "cli/session.hpp"

namespace goodword::cli {

int run_demo(Session& session, const Call& call);
int run_init(Session& session, const Call& call);
int run_crm_list(Session& session, const Call& call);
int run_crm_add(Session& session, const Call& call);
int run_crm_check(Session& session, const Call& call);
int run_crm_promote(Session& session, const Call& call);
int run_crm_pause(Session& session, const Call& call);
int run_crm_resume(Session& session, const Call& call);
int run_auth_login(Session& session, const Call& call);
int run_auth_status(Session& session, const Call& call);
int run_auth_refresh(Session& session, const Call& call);
int run_auth_revoke(Session& session, const Call& call);
int run_setup(Session& session, const Call& call);
int run_sync(Session& session, const Call& call);
int run_plan(Session& session, const Call& call);
int run_apply(Session& session, const Call& call);
int run_undo(Session& session, const Call& call);
int run_history(Session& session, const Call& call);
int run_today(Session& session, const Call& call);
int run_brief(Session& session, const Call& call);
int run_refer(Session& session, const Call& call);
int run_referrals(Session& session, const Call& call);
int run_referrals_show(Session& session, const Call& call);
int run_referrals_record(Session& session, const Call& call);
int run_referrals_receive(Session& session, const Call& call);
int run_referrals_incoming(Session& session, const Call& call);
int run_needs(Session& session, const Call& call);
int run_needs_add(Session& session, const Call& call);
int run_ledger(Session& session, const Call& call);
int run_report(Session& session, const Call& call);
int run_letters_list(Session& session, const Call& call);
int run_letters_preview(Session& session, const Call& call);
int run_letters_print(Session& session, const Call& call);
int run_letters_packet(Session& session, const Call& call);
int run_letters_done(Session& session, const Call& call);
int run_asks(Session& session, const Call& call);
int run_asks_add(Session& session, const Call& call);
int run_asks_record(Session& session, const Call& call);
int run_asks_drop(Session& session, const Call& call);
int run_replay(Session& session, const Call& call);
int run_status(Session& session, const Call& call);
int run_explain_contact(Session& session, const Call& call);
int run_explain_error(Session& session, const Call& call);
int run_explain_write(Session& session, const Call& call);
int run_explain_skip(Session& session, const Call& call);
int run_explain_request(Session& session, const Call& call);
int run_answer(Session& session, const Call& call);
int run_review(Session& session, const Call& call);
int run_review_consent(Session& session, const Call& call);
int run_review_decline(Session& session, const Call& call);
int run_review_keep(Session& session, const Call& call);
int run_review_settle(Session& session, const Call& call);
int run_partners_list(Session& session, const Call& call);
int run_partners_add(Session& session, const Call& call);
int run_partners_import(Session& session, const Call& call);
int run_partners_show(Session& session, const Call& call);
int run_partners_room(Session& session, const Call& call);
int run_partners_check_in(Session& session, const Call& call);
int run_packs_list(Session& session, const Call& call);
int run_packs_show(Session& session, const Call& call);
int run_packs_review(Session& session, const Call& call);
int run_connector_list(Session& session, const Call& call);
int run_connector_show(Session& session, const Call& call);
int run_connector_new(Session& session, const Call& call);
int run_connector_test(Session& session, const Call& call);
int run_connector_validate(Session& session, const Call& call);
int run_connector_requests(Session& session, const Call& call);
int run_rejects_list(Session& session, const Call& call);
int run_rejects_show(Session& session, const Call& call);
int run_rejects_retry(Session& session, const Call& call);
int run_rejects_drop(Session& session, const Call& call);
int run_doctor(Session& session, const Call& call);
int run_paths(Session& session, const Call& call);
int run_backup(Session& session, const Call& call);
int run_forget(Session& session, const Call& call);
int run_forgotten_told(Session& session, const Call& call);
int run_forgotten_lift(Session& session, const Call& call);
int run_forgotten(Session& session, const Call& call);
int run_export(Session& session, const Call& call);
int run_audit(Session& session, const Call& call);
int run_audit_verify(Session& session, const Call& call);
int run_restore(Session& session, const Call& call);
int run_leave(Session& session, const Call& call);
int run_validate(Session& session, const Call& call);
int run_config_show(Session& session, const Call& call);
int run_daemon(Session& session, const Call& call);
int run_manual(Session& session, const Call& call);

}  // namespace goodword::cli
