package io.lorkd.site;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.site.train.WorkCancelledException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * The teachers on disk, each under its digest: pulled once, or put there by hand, and kept from run to run. They come to the
 * site; nothing of them leaves it.
 */
final class Teachers {
    private final Vertx vertx;
    private final Pulls pulls;
    private final Path folder;

    Teachers(Vertx vertx, Pulls pulls, Path folder) {
        this.vertx = vertx;
        this.pulls = pulls;
        this.folder = folder;
    }

    /**
     * The plan, its teacher's file being the one here. One that is not whole is pulled again. Fails with {@link
     * WorkCancelledException} once it is not wanted any more.
     */
    Future<Plan> settle(Plan plan, BooleanSupplier wanted) {
        Optional<Plan.Teacher> teacher = plan.teacher();
        Optional<String> digest = teacher.flatMap(Plan.Teacher::sha256);
        if (digest.isEmpty()) {
            return Future.succeededFuture(plan);
        }
        Path file = folder.resolve(digest.get());
        Plan settled = plan.withTeacher(teacher.map(each -> each.of(Optional.of(file.toString()), digest.get())));
        Callable<OptionalLong> look = () -> Pulls.whole(file, digest.get());
        return vertx.executeBlocking(look)
                .compose(bytes -> bytes.isPresent()
                        ? Future.succeededFuture(file)
                        : pulls.pull(digest.get(), file, wanted, pulled -> {}))
                .map(settled);
    }
}
