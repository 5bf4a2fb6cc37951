# The commands of a day's work. `just` lists them.

_list:
    @just --list --unsorted

# what CI runs
check:
    scripts/test

# the daemon on the bundled example
run:
    cargo run --release -- run

# only the tests
test *args:
    cargo test {{args}}

# put every file into the shape that `check` asks for
fmt:
    cargo fmt

# write the published example anew, after a change of what is rendered
golden:
    FEEDMILL_GOLDEN=write cargo test --test it golden

# real feed readers read every feed of the example
readers:
    scripts/readers

# what things cost: a table of CPU seconds, memory and requests
measure world:
    scripts/measure {{world}}

# what one article and each pure room cost
bench *args:
    cargo bench {{args}}
