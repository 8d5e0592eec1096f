package io.lorkd.coordinator.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What was logged since it was made. */
final class Logged implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.lorkd");
    private final Level before = logger.getLevel();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    Logged() {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
    }

    /** Lines so far, in a list that does not change. */
    List<String> lines() {
        return List.copyOf(lines.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    /** Waits for a line with all of these in it. */
    void has(String... parts) {
        await().atMost(20, TimeUnit.SECONDS)
                .untilAsserted(() ->
                        assertThat(lines()).anySatisfy(line -> assertThat(line).contains(parts)));
        // What is ordinary is a line and no stack trace.
        assertThat(List.copyOf(lines.list))
                .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
    }

    @Override
    public void close() {
        logger.detachAppender(lines);
        logger.setLevel(before);
    }
}
