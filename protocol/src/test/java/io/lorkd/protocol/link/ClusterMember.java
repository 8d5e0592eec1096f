package io.lorkd.protocol.link;

import io.lorkd.protocol.command.Await;
import io.lorkd.protocol.message.Answer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.util.List;

/** A site in a process of its own, which accepts every message until the process is killed. */
final class ClusterMember {
    private ClusterMember() {}

    /** @param arguments the site's id, and the member to join */
    public static void main(String[] arguments) throws InterruptedException {
        Vertx vertx = Await.result(Link.cluster(new ClusterOptions("test", "127.0.0.1", 0, List.of(arguments[1]))));
        new Messenger(vertx)
                .onSiteMessage(arguments[0], message -> Future.succeededFuture(new Answer.Accepted()))
                .completion()
                .onSuccess(done -> System.out.println("ready"));
        Thread.currentThread().join();
    }
}
