package io.lorkd.coordinator.command;

import io.lorkd.coordinator.account.Role;
import io.lorkd.coordinator.event.EventRow;
import io.lorkd.coordinator.journal.EventQuery;
import io.lorkd.coordinator.journal.Journal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class StoppedUsersTest {
    private static final String PASSWORD = "a long password";

    @TempDir
    Path state;

    @Test
    void writesEachChangeInTheAuditLogOfACoordinatorThatHasNeverRun() {
        try (StoppedUsers users = new StoppedUsers(state, Optional.empty())) {
            users.add("Anna", Role.OPERATOR, PASSWORD);
            users.add("bert", Role.VIEWER, PASSWORD);
            users.setPassword("bert", PASSWORD + "!");
            users.remove("bert");
        }

        try (Journal journal = Journal.open(state, Clock.systemUTC())) {
            List<EventRow> audit = journal.events()
                    .find(EventQuery.newest(10).ofKinds(EventRow.AUDITED))
                    .events();
            assertThat(audit)
                    .extracting(EventRow::sentence)
                    .containsExactly(
                            "local removed the account of bert, a viewer.",
                            "local gave bert another password.",
                            "local let bert sign in as a viewer.",
                            "local let anna sign in as an operator.");
            assertThat(audit.toString()).doesNotContain(PASSWORD, "pbkdf2");
        }
    }
}
