package io.lorkd.site;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.lorkd.protocol.message.Answer;
import io.vertx.core.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SilenceTest {
    private final Logger log = (Logger) LoggerFactory.getLogger(Silence.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final Silence silence = new Silence("radiology");

    @BeforeEach
    void listen() {
        said.start();
        log.setLevel(Level.INFO);
        log.addAppender(said);
    }

    @AfterEach
    void stopListening() {
        log.detachAppender(said);
        log.setLevel(null);
    }

    private List<String> said() {
        return said.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void isToldOfOnceWhenItBeginsAndOnceWhenItEnds() {
        for (int i = 0; i < 3; i++) {
            silence.handle(Future.failedFuture(new IllegalStateException("nobody listens there")));
        }
        assertThat(said()).singleElement().asString().contains("does not answer", "nobody listens there");

        silence.handle(Future.succeededFuture(new Answer.Accepted()));
        silence.handle(Future.succeededFuture(new Answer.Accepted()));
        assertThat(said()).hasSize(2).last().asString().contains("answers again");
    }

    @Test
    void aWaitIsToldOfOnceWithItsReason() {
        silence.handle(Future.succeededFuture(new Answer.Wait(Duration.ofSeconds(1), "recovering")));
        silence.handle(Future.succeededFuture(new Answer.Wait(Duration.ofSeconds(1), "recovering")));

        assertThat(said()).singleElement().asString().contains("recovering");
    }
}
