package io.lorkd.site.picture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * Where whoever wants pictures meets the trainer, which has the model. One request waits at a time; the samples are read by
 * who asks, so that the trainer has only to predict them: between two steps, or at once where it has nothing else to do.
 */
public final class PictureDesk {
    private static final Logger LOG = LoggerFactory.getLogger(PictureDesk.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ENDED = "The run has just ended; a model comes with the next one's first round.";

    private final AtomicReference<Optional<Studio>> studio = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Request> waiting = new AtomicReference<>();

    /** Reads a page of a region's samples; from any thread. */
    @FunctionalInterface
    public interface Samples {
        /** @throws io.lorkd.model.InvalidInputException if there is no such region, or a file cannot be read */
        Unpredicted read(String region, int page);
    }

    private record Studio(Samples samples, Runnable wake) {}

    private static final class Request {
        private final CompletableFuture<Pictures> answer = new CompletableFuture<>();
        private volatile Optional<Unpredicted> samples = Optional.empty();

        private void refuse(String reason) {
            answer.completeExceptionally(new NotNowException(reason));
        }
    }

    /**
     * Asks for pictures. Reads the samples: not for an event loop. The answer fails with {@link NotNowException} where
     * there is no model, another request waits, or the trainer does not get round to it; with {@link
     * io.lorkd.model.InvalidInputException} where there are no such samples.
     *
     * @param page 0 for the region's first few samples, 1 for the next, and so on, round and round
     */
    public CompletableFuture<Pictures> ask(String region, int page) {
        Request request = new Request();
        if (!waiting.compareAndSet(null, request)) {
            return CompletableFuture.failedFuture(
                    new NotNowException("Other pictures are being made; ask again in a moment."));
        }
        CompletableFuture<Pictures> answered = request.answer
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .whenComplete((pictures, failure) -> waiting.compareAndSet(request, null))
                .exceptionallyCompose(failure -> CompletableFuture.failedFuture(reason(failure)));
        studio.get()
                .ifPresentOrElse(
                        open -> bring(request, open, region, page),
                        () -> request.refuse("There is no model at present; it comes with a run's first round."));
        return answered;
    }

    private static void bring(Request request, Studio open, String region, int page) {
        try {
            request.samples = Optional.of(open.samples().read(region, page));
            open.wake().run();
        } catch (RejectedExecutionException e) {
            request.refuse(ENDED);
        } catch (RuntimeException e) {
            request.answer.completeExceptionally(e);
        }
    }

    private static Throwable reason(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof TimeoutException
                ? new NotNowException("The trainer has been at other work for " + PATIENCE.toMinutes()
                        + " minutes, such as a long step or a test; ask again.")
                : cause;
    }

    /**
     * Begins to take requests.
     *
     * @param wake has {@link #serve} called soon, where nothing else has it called
     */
    public void open(Samples samples, Runnable wake) {
        studio.set(Optional.of(new Studio(samples, wake)));
    }

    /**
     * Answers the request that waits, if any; costs next to nothing where none does. What fails in it fails the request and
     * nothing else.
     *
     * @param model throws {@link NotNowException} where it has none
     */
    public void serve(Function<Unpredicted, Pictures> model) {
        Request request = waiting.get();
        if (request == null || request.samples.isEmpty() || request.answer.isDone()) {
            return;
        }
        try {
            request.answer.complete(model.apply(request.samples.get()));
        } catch (NotNowException e) {
            request.answer.completeExceptionally(e);
        } catch (Throwable e) { // errors of the native engine, too
            LOG.warn("could not make pictures of the model; training goes on", e);
            request.answer.completeExceptionally(e);
        }
    }

    /** Takes no more requests until it is opened again. */
    public void close() {
        studio.set(Optional.empty());
        Request request = waiting.get();
        if (request != null) {
            request.refuse(ENDED);
        }
    }
}
