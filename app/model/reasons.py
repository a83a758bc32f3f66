"""How the reasons of some rules read; incidents are named by them.

They stand here because those who judge and those who give titles are strangers.
"""

from app.model.phrase import phrase

RISES = phrase("{metric} rises by {value} over {span}, limit {limit}")
FALLS = phrase("{metric} falls by {value} over {span}, limit {limit}")
CHANGES = phrase("{metric} changes by {value} over {span}, limit {limit}")
ABSENT = phrase("{metric} has had no value for more than {age}, though there are answers")
RUNS_FAIL = phrase("{share} of the {count} runs of the last {span} failed, limit {limit}")
EVENTS_FAIL = phrase("{metric}: {share} of {count} in the last {span}, limit {limit}")
BURNS = phrase(
    "The error budget of {objective} burns {long_rate} times too fast over {long} and {short_rate} "
    "times over {short}, limit {limit} times"
)
BURNS_YOUNG = phrase(
    "The error budget of {objective} burns {long_rate} times too fast over the {known} known of {long} and "
    "{short_rate} times over {short}, limit {limit} times"
)
ABOVE_PEERS = phrase("{metric} {value}, while {count} others have {centre}; limit {limit}")
BELOW_PEERS = phrase("{metric} {value}, while {count} others have {centre}; lower limit {limit}")
FELL_BY_HOUR = phrase(
    "{metric} fell {share} against the usual of this hour ({value} against {usual}), limit {limit}"
)
FELL = phrase("{metric} fell {share} against the last hours ({value} against {usual}), limit {limit}")
UNDER_FLOOR = phrase("{metric} {value}, below the least of {limit} at any time")
TOGETHER = phrase("{bad} of {all} are bad: {names}; limit {limit}")
TOGETHER_UNKNOWN = phrase("{bad} of {all} are bad: {names}; limit {limit}; nothing is known of {unknown}")
