"""The law: pure functions on frozen records that decide what a call grants, and why."""
