# Made by `python -m tools.rows` from the declarations of the registers; not edited by hand.
from typing import Any, Literal, overload

from ssj_xl.tables.table import Row

class CodeRow(Row):
    def __getitem__(  # type: ignore[override]
        self, key: Literal[
            "category", "code", "name", "is_problem", "is_check", "national", "push", "offsite", "basis", "person",
            "measure", "enterprise"
        ], /,
    ) -> str: ...

class TierRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "scheme", "tier", "name", "object_type", "default"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "lots", "ratio", "minimum", "yearly_cap", "valid_from", "valid_to"
        ], /,
    ) -> Any: ...

class ItemRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "code", "major", "minor", "item_class", "content", "basis", "frequency", "division"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "object_type", "way", "people_labels"
        ], /,
    ) -> tuple[str, ...]: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "ratio", "valid_from", "valid_to"
        ], /,
    ) -> Any: ...

class ObjectRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "code", "name", "uscc", "licence", "object_type", "tier", "county", "division", "status", "address",
            "head", "phone", "note", "employer"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "tier_date", "visited", "status_date"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "labels"
        ], /,
    ) -> tuple[str, ...]: ...

class InspectorRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "code", "name", "certificate", "division", "may_lead", "away_why", "note"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "valid_to", "away_from", "away_to"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "items", "labels"
        ], /,
    ) -> tuple[str, ...]: ...

class RecusalRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "inspector", "object", "why"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "valid_from", "valid_to"
        ], /,
    ) -> Any: ...

class PlanRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "code", "name", "draw_type", "frequency", "division", "change_why", "change_kind"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "year", "ratio", "start", "end", "published", "changed", "change_reported", "change_published"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "items", "object_type"
        ], /,
    ) -> tuple[str, ...]: ...

class TaskRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "code", "plan", "platform", "name", "division", "scope", "scheme_name", "scheme_number", "demands",
            "method", "operator", "supervisor", "witness", "archive", "state", "carried"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "partners", "items", "object_type", "county", "pool_division", "labels", "way", "people_labels"
        ], /,
    ) -> tuple[str, ...]: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "scheme_date", "scheme_published", "start", "end", "ratio", "quantity", "reserve", "team",
            "platform_scheme", "platform_drawn", "platform_people", "platform_published", "archived", "notified",
            "replies_due", "replied"
        ], /,
    ) -> Any: ...

class FindingRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "task", "object", "name", "item", "item_name", "signed", "team_names", "result", "problem", "site", "url",
            "disposal", "transfer_to", "transfer_result", "joint_sanction", "dispute_result", "recheck_result",
            "rechecker", "listed_by", "batch", "visit_code", "arrived", "photos", "materials"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "checked", "entered", "published", "disposal_due", "closed", "transferred", "credit_pushed", "disputed",
            "corrected", "shown_until", "rechecked", "listed_on", "withdrawn", "uploaded"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "inspectors", "way"
        ], /,
    ) -> tuple[str, ...]: ...

class ActivityRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "day", "people", "planned"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "category", "name", "number", "content", "division", "month"
        ], /,
    ) -> str: ...

class VisitRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "number", "name", "kind", "basis", "state", "counts", "situation", "institution", "way", "body",
            "division", "random", "task", "approver", "visit_code", "origin"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "object", "items", "partners"
        ], /,
    ) -> tuple[str, ...]: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "start", "end", "approved"
        ], /,
    ) -> Any: ...

class LimitRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "rule", "body", "object_type", "situation", "basis"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "number", "valid_from", "valid_to"
        ], /,
    ) -> Any: ...

class CountRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "institution", "name", "body"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "year", "counted", "checked", "open", "exempt", "cap", "room", "last", "rest_until", "as_of", "own"
        ], /,
    ) -> Any: ...

class LeadRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "number", "object", "letter", "origin", "handling", "approver", "outcome"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "received", "approved", "valid_to", "checked", "closed"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "items"
        ], /,
    ) -> tuple[str, ...]: ...

class PartyRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "task", "code", "name", "leads", "outside", "state", "invitation", "reply", "filler", "signer"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "seats", "invited", "due", "lock_on", "received", "people", "taking", "recusals", "objects"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "items", "left_out"
        ], /,
    ) -> tuple[str, ...]: ...

class LentRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "task", "party", "inspector", "takes"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "limit"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "recused"
        ], /,
    ) -> tuple[str, ...]: ...

class ChangeRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "number", "rows", "reported", "published", "changed"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "noticed_at", "table", "code", "name", "field", "before", "after", "kind", "noticed_in", "noticed_by",
            "why", "needs"
        ], /,
    ) -> str: ...

class DrawRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "task", "root", "people", "rule", "profile", "source", "locked_at", "seed_text", "seed", "drawn_at",
            "log_head", "void_at", "void_why", "rule_text", "commitments", "nonces", "secret", "names_root", "floor",
            "proof", "supervisor", "witness", "last", "visits_to", "method", "ratio_use"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "attempt", "count"
        ], /,
    ) -> Any: ...

class LockedRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "task", "object", "pid", "group", "ticket", "tier", "excluded", "name", "identity"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "attempt"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "applies"
        ], /,
    ) -> tuple[str, ...]: ...

class WinnerRow(Row):
    @overload  # type: ignore[override]
    def __getitem__(
        self, key: Literal[
            "task", "object", "name", "object_type", "ticket", "state", "replaces", "why", "approver", "lead",
            "team_names", "note", "put_off_why", "put_off_by", "sheet_token", "returned"
        ], /,
    ) -> str: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "attempt", "rank", "put_off_to", "put_off", "sheet_revision"
        ], /,
    ) -> Any: ...
    @overload
    def __getitem__(
        self, key: Literal[
            "members"
        ], /,
    ) -> tuple[str, ...]: ...

class LogRow(Row):
    def __getitem__(  # type: ignore[override]
        self, key: Literal[
            "number", "at", "act", "who", "summary", "content", "previous", "digest"
        ], /,
    ) -> str: ...
