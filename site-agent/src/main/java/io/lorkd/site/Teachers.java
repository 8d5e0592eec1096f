package io.lorkd.site;

import io.lorkd.protocol.plan.Plan;
import io.lorkd.protocol.plan.Teacher;
import io.lorkd.site.folder.DurableFiles;
import io.lorkd.site.train.WorkCancelledException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;

/**
 * The teachers on disk, each under its digest: pulled once, or put there by hand, and kept until a run begins that names
 * another, or none. They come to the site; nothing of them leaves it.
 */
final class Teachers {
    private static final Pattern OURS = Pattern.compile("[0-9a-f]{64}(\\..+)?");

    private final Vertx vertx;
    private final Pulls pulls;
    private final Path folder;

    Teachers(Vertx vertx, Pulls pulls, Path folder) {
        this.vertx = vertx;
        this.pulls = pulls;
        this.folder = folder;
    }

    /**
     * The plan, its teacher's file being the one here; other teachers are removed, with what they made of images. One that is
     * not whole is pulled again. Fails with {@link WorkCancelledException} once it is not wanted any more.
     */
    Future<Plan> settle(Plan plan, BooleanSupplier wanted) {
        Optional<String> digest = plan.teacher().flatMap(Teacher::sha256);
        return vertx.<Void>executeBlocking(() -> {
                    keepOnly(digest);
                    return null;
                })
                .compose(swept -> settle(plan, digest, wanted));
    }

    /** What is not called by a digest is not ours. */
    private void keepOnly(Optional<String> digest) throws IOException {
        for (Path entry : DurableFiles.list(folder)) {
            String name = entry.getFileName().toString();
            if (OURS.matcher(name).matches() && digest.filter(name::startsWith).isEmpty()) {
                DurableFiles.remove(entry);
            }
        }
    }

    private Future<Plan> settle(Plan plan, Optional<String> digest, BooleanSupplier wanted) {
        Optional<Teacher> teacher = plan.teacher();
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
