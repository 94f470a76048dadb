"""DESIGN §9 and §10, sentence by sentence: which tests prove each, or why none does.

Numbered as they follow each other, in words of our own. A test is named by its function;
test_sentences.py sees to it that each exists.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Sentence:
    """Something that the contract promises."""

    number: str
    promise: str
    tests: tuple[str, ...] = ()
    no_test: str = ""
    """Why there is none, where there is none."""


def _proved(number: str, promise: str, *tests: str) -> Sentence:
    """Return a promise with the tests that prove it."""
    return Sentence(number, promise, tests=tests)


def _unproved(number: str, promise: str, why: str) -> Sentence:
    """Return a promise without a test, and the reason."""
    return Sentence(number, promise, no_test=why)


WEBHOOK: Final = (
    _proved(
        "9.1",
        "one unguessable address for each account, kept with its entry, by GET and POST",
        "test_account_by_login_and_password",
        "test_a_callback_by_get_is_read",
        "test_address_stays_the_same",
    ),
    _proved(
        "9.2",
        "from the internet and through the cloud",
        "test_a_callback_from_the_internet_is_taken",
        "test_a_posted_callback_through_the_cloud_is_read",
        "test_a_callback_by_get_through_the_cloud_is_read",
    ),
    _proved(
        "9.3",
        "it listens as long as the entry lives, whatever its state, across reloads",
        "test_webhooks_are_there_before_an_account_is_set_up",
        "test_it_listens_though_the_account_cannot_be_set_up",
        "test_a_report_while_the_account_reloads_is_not_lost",
        "test_a_removed_account_listens_no_more",
    ),
    _proved(
        "9.4",
        "a look-up follows every start and reload",
        "test_a_reload_asks_at_once",
        "test_what_came_while_nobody_listened_is_caught_up_with",
        "test_nothing_is_lost_or_doubled_by_a_kill_in_the_middle_of_requests",
    ),
    _proved(
        "9.5",
        "a body is bounded, and decoded from its bytes by its charset, else by guess",
        "test_what_is_no_callback_is_answered_and_fires_nothing",
        "test_a_long_text_comes_whole",
        "test_texts_are_read_in_every_encoding",
        "test_its_charset_is_the_parameter_else_utf_8_else_windows_1251",
    ),
    _proved(
        "9.6",
        "written down before it is answered",
        "test_a_callback_is_on_the_disk_when_it_is_answered",
    ),
    _proved(
        "9.7",
        "503 where it cannot be written down",
        "test_a_callback_that_cannot_be_written_is_to_be_repeated",
    ),
    _proved(
        "9.8",
        "else what ends the repeating, and never 5xx to bad input",
        "test_what_is_no_callback_is_answered_and_fires_nothing",
        "test_a_body_that_cannot_be_unpacked_is_answered",
        "test_bad_input_through_the_cloud_is_answered",
        "test_a_number_that_fits_no_column_harms_no_later_callback",
    ),
    _proved(
        "9.9",
        "an early report is held for a minute, matched again, then counted and dropped",
        "test_a_report_of_a_message_not_known_yet_is_held_and_matched_again",
        "test_a_report_may_come_before_its_message_is_written_down",
        "test_after_a_minute_it_is_counted_and_dropped",
        "test_a_report_may_overtake_the_answer_to_its_request",
    ),
    _proved(
        "9.10",
        "matched over every id ever seen, in whatever letters",
        "test_a_report_under_the_id_of_an_earlier_request_finds_its_message",
        "test_ids_are_matched_whatever_their_case",
        "test_what_was_kept_is_known_again",
    ),
    _proved(
        "9.11",
        "the address shown has the charset and a secret, and without it is forgery",
        "test_address_works_as_it_is_shown",
        "test_secret_is_asked_for_once_it_was_submitted",
        "test_with_a_secret_only_signed_callbacks_count",
        "test_the_providers_own_control_values_are_believed",
    ),
    _unproved(
        "9.12",
        "a control value is checked in constant time",
        "a time cannot be tested on a busy machine; hmac.compare_digest is read for it",
    ),
    _proved(
        "9.13",
        "crc32 is taken where it was chosen, never offered",
        "test_crc32_is_accepted_when_the_user_chose_it",
        "test_crc32_is_a_forgery_unless_it_was_chosen",
        "test_crc32_is_never_offered",
    ),
    _proved(
        "9.14",
        "SMSPILOT's callback goes with each send, and error 260 leaves it off",
        "test_a_report_finds_its_message",
        "test_a_home_that_cannot_be_called_in_safety",
        "test_an_address_that_is_refused",
    ),
    _proved(
        "9.15",
        "what is forged, malformed or unmatched fires nothing, is counted, logged once",
        "test_with_a_secret_only_signed_callbacks_count",
        "test_after_a_minute_it_is_counted_and_dropped",
        "test_diagnostics_count",
        "test_logs_tell_no_secret",
    ),
    _proved(
        "9.16",
        "repeats are known by id, and by content between push and pull",
        "test_a_repeated_message_fires_once",
        "test_what_comes_by_push_and_by_pull_is_told_once",
        "test_between_push_and_pull_number_text_and_time_tell",
        "test_a_push_after_the_pull_is_told_once",
    ),
    _proved(
        "9.17",
        "for longer than a provider repeats, and across restarts",
        "test_a_repeat_is_known_for_longer_than_a_provider_repeats",
        "test_a_repeat_is_known_after_a_restart",
    ),
    _proved(
        "9.18",
        "a new account's first pull sets the mark and fires nothing",
        "test_a_new_accounts_first_pull_fires_nothing",
    ),
)

KEEPING: Final = (
    _proved(
        "10.1",
        "a request is in the journal, synced, before it leaves",
        "test_a_request_is_synced_before_its_first_byte_leaves",
        "test_a_message_is_on_the_disk_before_its_request_leaves",
        "test_every_commit_is_synced",
    ),
    _proved(
        "10.2",
        "a write for a request, not for a message",
        "test_a_request_is_written_at_once_however_many_messages_it_has",
        "test_a_burst_of_requests_shares_its_writes",
    ),
    _proved(
        "10.3",
        "one journal: a message has one account at a time, handed over in one write",
        "test_a_message_has_one_account_at_a_time",
    ),
    _unproved(
        "10.4",
        "Home Assistant's Store cannot carry this",
        "a reason, not a behaviour: docs/decisions.md",
    ),
    _proved(
        "10.5",
        "where the journal cannot be written, a message goes out once, with a repair",
        "test_a_journal_that_cannot_be_written_stops_no_alarm",
        "test_what_could_not_be_written_is_written_later",
    ),
    _proved(
        "10.6",
        "certainly not taken: no connection, or a documented refusal",
        "test_no_connection_is_certainly_not_taken",
        "test_a_site_that_nobody_vouches_for_has_taken_nothing",
        "test_a_connection_that_never_comes_is_tried_again",
        "test_a_documented_refusal_is_certainly_not_taken",
    ),
    _proved(
        "10.7",
        "what may cost money is a POST, and follows no redirect",
        "test_whatever_is_asked_is_a_post",
        "test_everything_else_is_open",
    ),
    _proved(
        "10.8",
        "open: everything else, silence and broken answers included",
        "test_everything_else_is_open",
        "test_an_answer_that_makes_no_sense_is_open",
        "test_an_endless_answer_is_open",
        "test_an_answer_that_never_comes_is_an_open_outcome",
        "test_an_open_outcome_never_raises_and_is_not_repeated",
    ),
    _proved(
        "10.9",
        "a second sending needs proof: a denial at least a minute later",
        "test_a_request_that_a_look_up_proves_lost_is_sent_again",
        "test_a_request_that_a_look_up_finds_is_not_sent_again",
        "test_a_denial_in_less_than_a_minute_proves_nothing",
        "test_outcomes_are_known_and_nothing_is_doubled",
    ),
    _proved(
        "10.10",
        "SMSC's -3 is a denial only while the archive cannot hold the message",
        "test_a_denial_counts_only_while_the_archive_cannot_hold_the_message",
        "test_a_message_in_the_archive_is_not_sent_again",
        "test_what_may_be_in_the_archive_is_not_denied_by_a_clock_that_was_set_back",
    ),
    _proved(
        "10.11",
        "WEBSMS denies nothing; SMSPILOT's list and token prove acceptance only",
        "test_outcomes_are_known_and_nothing_is_doubled",
        "test_a_lost_answer_is_found",
        "test_another_message_is_not_taken_for_the_lost_one",
    ),
    _proved(
        "10.12",
        "ids come from time and chance, in 40 letters",
        "test_ids_of_requests_come_from_time_and_chance",
    ),
    _unproved(
        "10.13",
        "a message that we cancelled is never sent again",
        "there is no action to cancel yet",
    ),
    _proved(
        "10.14",
        "without proof unconfirmed and never sent again, unless twice is preferred",
        "test_what_may_have_left_is_asked_for_and_not_sent_again",
        "test_a_message_that_a_crash_interrupted_is_unconfirmed",
        "test_those_who_would_rather_have_it_twice_get_it_without_a_proof",
    ),
    _proved(
        "10.15",
        "retries only without a connection or after a later; else it is the last word",
        "test_without_a_network_a_message_waits_and_goes_when_it_is_back",
        "test_pauses_grow_from_five_to_sixty_seconds",
        "test_a_documented_refusal_raises",
        "test_no_network_is_no_refusal",
    ),
    _proved(
        "10.16",
        "pauses grow from 5 to 60 seconds, the last try falls on the deadline",
        "test_pauses_grow_from_five_to_sixty_seconds",
        "test_the_last_try_falls_on_the_deadline",
    ),
    _proved(
        "10.17",
        "the first success wakes all that wait, the oldest first",
        "test_the_first_success_wakes_all_that_wait",
        "test_the_first_success_sends_the_oldest_first",
    ),
    _proved(
        "10.18",
        "messages to one number keep their order",
        "test_messages_to_one_number_keep_their_order",
        "test_an_alarm_that_is_denied_late_never_follows_its_all_clear",
        "test_a_clock_set_back_changes_no_order_over_a_restart",
        "test_what_waited_goes_out_in_its_order",
        "test_nothing_is_lost_or_doubled_by_a_kill_in_the_middle_of_requests",
    ),
    _proved(
        "10.19",
        "what waits is visible in transit",
        "test_without_a_network_a_message_waits_and_goes_when_it_is_back",
    ),
    _proved(
        "10.20",
        "nothing is handed over later than its validity: outage, restart; then failed",
        "test_after_its_validity_a_message_is_given_up",
        "test_what_waited_too_long_is_given_up",
        "test_a_denial_after_its_validity_sends_nothing",
        "test_what_waited_over_a_restart_ends_though_no_provider_can_be_asked",
    ),
    _proved(
        "10.21",
        "age is monotonic within a run",
        "test_a_clock_that_is_set_makes_no_message_older_or_younger",
        "test_a_clock_set_back_hides_no_failed_alarm",
    ),
    _proved(
        "10.22",
        "and by the wall clock across restarts, checked against the first answer",
        "test_a_box_that_boots_hours_behind_believes_the_providers_clock",
        "test_without_the_provider_it_waits_for_the_true_time",
    ),
    _proved(
        "10.23",
        "a given validity goes along as what is left, at least the least; no default does",
        "test_a_validity_of_ones_own_goes_to_the_provider_too",
        "test_what_is_left_of_a_validity_goes_to_the_provider",
    ),
    _proved(
        "10.24",
        "what is pending in a copy of a backup is open, and never sent again",
        "test_what_is_pending_in_a_copy_is_open",
        "test_a_restored_home_sends_nothing_again",
        "test_the_home_itself_goes_on_sending",
    ),
    _proved(
        "10.25",
        "the next account at once, only where the first certainly did not take it",
        "test_the_next_account_carries_what_the_first_did_not_take",
        "test_an_open_outcome_does_not_fail_over",
        "test_a_number_that_all_accounts_refuse_is_rejected",
    ),
    _proved(
        "10.26",
        "down the first account's list, and no further",
        "test_down_the_first_accounts_list_and_no_further",
    ),
    _proved(
        "10.27",
        "what the next cannot do, the sender above all, is left off",
        "test_a_sender_that_the_next_account_does_not_have_is_left_off",
    ),
    _proved(
        "10.28",
        "response and events name the account that carried it",
        "test_the_next_account_carries_what_the_first_did_not_take",
    ),
    _proved(
        "10.29",
        "fallbacks that are gone are skipped, and named in a repair",
        "test_a_fallback_that_is_not_there_is_skipped",
        "test_removed_fallback_is_named_until_it_is_off_the_list",
        "test_disabled_fallback_is_named_until_it_is_enabled",
    ),
    _proved(
        "10.30",
        "statuses are asked for after 1, 2, 5, 15, 60 minutes, then hourly",
        "test_it_is_asked_less_and_less",
        "test_after_a_day_without_a_report_nobody_asks_any_more",
    ),
    _proved(
        "10.31",
        "and shortly before a wait for one ends",
        "test_a_wait_for_delivery_asks_before_it_ends",
    ),
    _proved(
        "10.32",
        "batched within the provider's limits",
        "test_many_messages_are_asked_for_together",
        "test_a_storm_of_messages_is_refused_nothing",
        "test_a_reload_asks_for_many_no_sooner_than_allowed",
    ),
    _proved(
        "10.33",
        "incoming every minute after a send, else every five, an option",
        "test_every_minute_after_a_recent_send",
        "test_incoming_is_asked_for_every_five_minutes",
        "test_the_interval_is_an_option",
    ),
    _proved(
        "10.34",
        "by time with overlap, known ids dropped",
        "test_known_ids_are_dropped_though_each_request_overlaps",
        "test_what_came_while_nobody_listened_is_caught_up_with",
    ),
    _proved(
        "10.35",
        "only a message's own callback slows its polling down",
        "test_only_a_messages_own_callback_slows_its_polling_down",
    ),
    _proved(
        "10.36",
        "the guard is off until its limits are set",
        "test_is_off_until_a_limit_is_set",
    ),
    _proved(
        "10.37",
        "it refuses loudly, but nothing urgent, by message or by recipient",
        "test_messages_an_hour",
        "test_messages_an_hour_to_one_number",
        "test_money_a_day",
        "test_urgent_message_passes",
        "test_urgent_recipient_passes",
        "test_without_an_answer_the_repair_alone_tells",
    ),
)

SENTENCES: Final = (*WEBHOOK, *KEEPING)
