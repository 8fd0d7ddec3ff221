"""Run tests on a PostgreSQL server of their own: `python -m tests.on_postgresql`, and what pytest takes.

Without a file among the arguments, those run whose answer a database could change: constraints, order and search,
locks and the work of two editors, counts and queries. All others run on SQLite alone.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.postgres import postgres_server
from tests.seeded import seeded_data

TESTS = Path(__file__).resolve().parent
# Whole files, or tests of a file.
FILES = [
    "browser/test_editing.py",
    "test_adoptions.py",
    "test_backup_on_both_databases.py",
    "test_confirmations.py::test_a_mailbox_is_reminded_after_two_years_and_at_most_every_six_months",
    "test_confirmations.py::test_a_mailbox_with_two_cases_gets_one_mail_and_is_then_left_alone",
    "test_confirmations.py::test_only_what_was_changed_is_kept_and_becomes_a_draft_that_a_publisher_publishes",
    "test_confirmations.py::test_the_newest_answer_takes_the_place_of_the_older_and_gives_it_back",
    "test_confirmations.py::test_undo_leaves_what_somebody_changed_since",
    "test_constraints.py",
    "test_danish_order.py",
    "test_data_version.py::test_a_batch_gives_one_new_version_at_its_end",
    "test_data_version.py::test_a_change_that_is_rolled_back_keeps_the_version",
    "test_editing_conflicts.py::test_a_third_save_in_between_is_a_conflict_again",
    "test_editing_conflicts.py::test_an_entry_the_other_deleted_is_gone_unless_the_second_wrote_in_it",
    "test_editing_conflicts.py::test_an_entry_the_second_deletes_is_deleted_and_a_new_one_is_kept",
    "test_editing_conflicts.py::test_saving_again_keeps_the_work_of_both",
    "test_error_reports.py::test_a_report_has_the_text_as_it_was_read_and_as_it_is_now",
    "test_error_reports.py::test_the_most_that_may_wait_without_a_mailbox_is_told_and_a_mailbox_is_let_in",
    "test_error_reports.py::test_without_a_mailbox_the_editors_have_it_at_once_and_answer_with_one_click",
    "test_facet_counts.py",
    "test_faults.py",
    "test_generate_cases.py::test_generated_cases_are_whole_and_stand_after_the_others",
    "test_generate_cases.py::test_the_command_adds_cases_that_are_found",
    "test_key_figure_values.py",
    "test_list_against_plain_queries.py",
    "test_lockout.py",
    "test_misses.py",
    "test_query_budgets.py",
    "test_readiness.py",
    "test_search_index.py",
    "test_search_on_both_databases.py",
    "test_seed.py",
    "test_suggestions.py::test_an_editor_decides_once",
    "test_suggestions.py::test_the_editors_pages_need_as_many_queries_with_many_suggestions_as_with_one",
    "test_suggestions.py::test_undoing_an_approval_takes_the_untouched_draft_along",
    "test_suggestions.py::test_what_a_municipality_writes_becomes_a_draft_that_says_what_it_lacks",
    "test_typed_text.py::test_a_draft_that_was_published_meanwhile_is_corrected_with_the_text",
    "test_typed_text.py::test_history_keeps_no_version_for_a_form_that_is_only_shown_again",
    "test_typed_text.py::test_two_editors_in_one_entry_lose_nothing",
    "test_workflow.py::test_a_correction_can_be_begun_where_another_case_has_the_slug_it_would_have",
    "test_workflow.py::test_a_correction_with_a_title_that_another_case_took_is_refused_in_words",
    "test_workflow.py::test_a_version_that_uses_something_deleted_says_so_and_changes_nothing",
    "test_workflow.py::test_restoring_a_version_from_the_history",
    "test_workflow.py::test_the_first_publication_gives_the_next_number_and_the_second_keeps_it",
    "test_workflow.py::test_the_way_from_draft_to_archive_and_back",
    "test_workflow.py::test_there_is_one_correction_at_a_time_and_the_published_case_waits_for_it",
    "test_workflow.py::test_two_who_publish_at_once_publish_once",
]

if __name__ == "__main__":
    given = sys.argv[1:]
    files = [] if any(".py" in argument for argument in given) else [str(TESTS / name) for name in FILES]
    with tempfile.TemporaryDirectory() as own:
        run = os.environ.setdefault("TESTS_SHARE", own)
        with postgres_server(seeded_data(Path(run))) as address:
            command = [sys.executable, "-m", "pytest", *given, *files]
            sys.exit(subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode)
