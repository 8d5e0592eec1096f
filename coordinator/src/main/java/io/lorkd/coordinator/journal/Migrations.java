package io.lorkd.coordinator.journal;

import org.flywaydb.core.api.configuration.FluentConfiguration;

/** Brings the journal's tables to this version. */
final class Migrations {
    private Migrations() {}

    static void run(FluentConfiguration where) {
        where.locations("classpath:io/lorkd/coordinator/journal").load().migrate();
    }
}
