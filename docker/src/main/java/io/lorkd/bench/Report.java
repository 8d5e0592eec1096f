package io.lorkd.bench;

import io.lorkd.bench.machine.Machine;

import java.time.LocalDate;
import java.util.List;

/** Everything that `lorkd bench` found, and what one needs to know to read it. */
record Report(LocalDate date, Machine machine, Effort effort, List<Row> rows) {

    Report {
        rows = List.copyOf(rows);
    }

    List<Row> of(Suite suite) {
        return rows.stream().filter(row -> row.suite() == suite).toList();
    }
}
