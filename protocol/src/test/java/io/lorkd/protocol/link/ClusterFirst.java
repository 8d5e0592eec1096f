package io.lorkd.protocol.link;

import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.message.Answer;
import io.lorkd.protocol.message.ToCoordinator;
import io.lorkd.protocol.message.ToSite;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.time.Duration;
import java.util.List;

/**
 * A coordinator in a process of its own, until it is killed: it accepts a site's message once it has sent one to the site
 * and that was accepted.
 */
final class ClusterFirst {
    private ClusterFirst() {}

    /** @param arguments where it listens */
    public static void main(String[] arguments) throws InterruptedException {
        Vertx vertx = Await.result(
                Link.cluster(new ClusterOptions("test", "127.0.0.1", Integer.parseInt(arguments[0]), List.of())));
        Messenger messenger = new Messenger(vertx);
        messenger
                .onCoordinatorMessage(message -> echo(messenger, message))
                .completion()
                .onSuccess(done -> System.out.println("ready"));
        Thread.currentThread().join();
    }

    private static Future<Answer> echo(Messenger messenger, ToCoordinator message) {
        ToSite question = new ToSite.RunEnded("run-1", "why");
        return messenger.tell(Address.site(message.site()), question, Duration.ofSeconds(2));
    }
}
