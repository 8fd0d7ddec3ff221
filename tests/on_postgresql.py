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
    "test_adoptions.py::test_a_municipality_corrects_and_removes_its_answer_without_an_account",
    "test_adoptions.py::test_of_two_steps_at_once_the_second_is_refused_and_changes_nothing",
    "test_adoptions.py::test_the_timer_deletes_with_mailbox_and_history_what_is_too_old",
    "test_backup_on_both_databases.py",
    "test_confirmations.py::test_a_mailbox_is_reminded_after_two_years_and_at_most_every_six_months",
    "test_confirmations.py::test_a_mailbox_with_two_cases_gets_one_mail_and_is_then_left_alone",
    "test_confirmations.py::test_a_question_is_answered_with_what_was_written_before",
    "test_confirmations.py::test_the_newest_answer_takes_the_place_of_the_older_and_gives_it_back",
    "test_confirmations.py::test_undo_leaves_what_somebody_changed_since",
    "test_constraints.py",
    "test_danish_order.py",
    "test_data_version.py::test_a_batch_gives_one_new_version_at_its_end",
    "test_data_version.py::test_a_change_that_is_rolled_back_keeps_the_version",
    "test_editing_conflicts.py::test_an_entry_the_second_deletes_is_deleted_and_a_new_one_is_kept",
    "test_editing_conflicts.py::test_saving_again_keeps_the_work_of_both",
    "test_error_reports.py::test_an_edition_is_seen_again_only_by_its_own_link_and_is_as_it_was_for_the_whole_page",
    "test_facet_counts.py",
    "test_faults.py",
    "test_generate_cases.py::test_generated_cases_are_whole_and_stand_after_the_others",
    "test_generate_cases.py::test_the_command_adds_cases_that_are_found",
    "test_history.py::test_a_case_survives_being_replaced_by_its_own_records",
    "test_key_figure_values.py",
    "test_list_against_plain_queries.py",
    "test_lockout.py::test_a_right_password_forgets_the_wrong_ones",
    "test_lockout.py::test_locked_means_locked_with_the_right_password_too_in_every_process",
    "test_lockout.py::test_what_is_kept_goes_when_it_has_no_use_or_when_the_documented_command_unlocks",
    "test_misses.py",
    "test_query_budgets.py",
    "test_readiness.py",
    "test_search_index.py::test_a_batch_indexes_a_case_once_however_many_parts_are_saved",
    "test_search_index.py::test_a_batch_that_fails_leaves_texts_and_index_as_they_were",
    "test_search_index.py::test_a_case_whose_deletion_is_rolled_back_is_found_again",
    "test_search_index.py::test_a_change_is_found_at_the_next_search",
    "test_search_index.py::test_a_change_that_is_rolled_back_is_not_in_the_index",
    "test_search_index.py::test_a_deleted_case_leaves_nothing_behind",
    "test_search_index.py::test_a_part_that_moves_to_another_case_is_found_there_only_and_when_deleted_nowhere",
    "test_search_index.py::test_a_process_reads_everything_in_as_few_queries_and_the_same_version_once",
    "test_search_index.py::test_a_search_that_began_before_everything_was_indexed_again_still_answers",
    "test_search_index.py::test_a_seeded_catalogue_whose_index_was_emptied_gets_it_back",
    "test_search_index.py::test_after_any_changes_the_index_is_the_one_that_a_new_process_would_build",
    "test_search_index.py::test_folded_terms_are_ascii_so_that_both_databases_order_and_compare_them_alike",
    "test_search_index.py::test_reindexing_gives_the_same_index",
    "test_search_index.py::test_the_process_reads_only_what_is_new_and_forgets_what_is_gone",
    "test_search_on_both_databases.py",
    "test_seed.py",
    "test_suggestions.py::test_an_editor_decides_once",
    "test_suggestions.py::test_undoing_an_approval_takes_the_untouched_draft_along",
    "test_typed_text.py::test_two_editors_in_one_entry_lose_nothing",
    "test_workflow.py::test_a_correction_can_be_begun_where_another_case_has_the_slug_it_would_have",
    "test_workflow.py::test_the_first_publication_gives_the_next_number_and_the_second_keeps_it",
    "test_workflow.py::test_two_who_publish_at_once_publish_once",
]

if __name__ == "__main__":
    given = sys.argv[1:]
    files = [] if any(".py" in argument for argument in given) else [str(TESTS / name) for name in FILES]
    with tempfile.TemporaryDirectory() as own:
        run = os.environ.setdefault("TESTS_SHARE", own)
        with postgres_server(seeded_data(Path(run))) as address:
            command = [sys.executable, "-m", "pytest", "-n1", *given, *files]
            sys.exit(subprocess.run(command, env={**os.environ, "DATABASE_URL": address}, check=False).returncode)
