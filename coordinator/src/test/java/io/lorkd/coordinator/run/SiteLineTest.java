package io.lorkd.coordinator.run;

import io.lorkd.coordinator.time.ManualTime;
import io.lorkd.protocol.link.Messenger;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.Refusal;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class SiteLineTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ManualTime time = new ManualTime();
    private final Messenger messenger = new Messenger(vertx);
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final SiteLine line = new SiteLine("a", messenger, time, Duration.ofSeconds(1));

    @AfterEach
    void close() throws Exception {
        TestFederation.get(vertx.close());
    }

    @Test
    void saysAgainWhatWasNotHeardBeforeWhatComesAfterIt() {
        send("first");
        send("second");
        listen();
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return heard.size() == 2;
        });

        assertThat(heard).containsExactly("first", "second");
    }

    @Test
    void sendsAtOnceWhenTheSiteIsThereAgain() {
        send("first");
        listen();
        await().until(() -> {
            context.runOnContext(here -> line.resume());
            return !heard.isEmpty();
        });

        assertThat(heard).containsExactly("first");
    }

    @Test
    void doesNotTakeBusyForAnAnswer() {
        messenger.onSiteMessage("a", message -> {
            heard.add(message.run());
            return Future.succeededFuture(
                    heard.size() < 3 ? new Answer.Refused(Refusal.BUSY, "training") : new Answer.Accepted());
        });
        send("first");
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return heard.size() == 3;
        });

        assertThat(idle()).succeedsWithin(Duration.ofSeconds(5));
        assertThat(heard).containsExactly("first", "first", "first");
    }

    @Test
    void neverSendsWhatWasWithdrawn() {
        send("first");
        send("second");
        onContext(() -> line.withdraw(message -> message.run().equals("first")));
        listen();
        await().until(() -> {
            time.advance(Duration.ofSeconds(1));
            return !heard.isEmpty();
        });

        assertThat(heard).containsExactly("second");
    }

    private void send(String run) {
        onContext(() -> line.send(new ToSite.RunEnded(run, "over")));
    }

    private void listen() {
        messenger.onSiteMessage("a", message -> {
            heard.add(message.run());
            return Future.succeededFuture(new Answer.Accepted());
        });
    }

    private void onContext(Runnable action) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        context.runOnContext(here -> {
            action.run();
            done.complete(null);
        });
        done.join();
    }

    private CompletableFuture<Void> idle() {
        CompletableFuture<Void> idle = new CompletableFuture<>();
        context.runOnContext(here -> line.idle().onSuccess(idle::complete));
        return idle;
    }
}
