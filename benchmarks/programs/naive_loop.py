"""The rules as if and elif over each row."""

import plain
import rows

rows.run(lambda cells, override, repeated: plain.recommend(rows.facts_of(cells, override, repeated)))
