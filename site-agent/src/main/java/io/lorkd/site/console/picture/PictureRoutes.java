package io.lorkd.site.console.picture;

import io.lorkd.model.InvalidInputException;
import io.lorkd.site.console.answer.Answers;
import io.lorkd.site.console.picture.DrawnScan.Layer;
import io.lorkd.site.picture.NotNowException;
import io.lorkd.site.picture.PictureDesk;
import io.lorkd.site.picture.Pictures;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.awt.image.BufferedImage;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/** Asks for pictures where the page does, and serves those that are kept. */
public final class PictureRoutes {
    static final String PATH = "/api/v1/pictures";

    private static final Logger LOG = LoggerFactory.getLogger(PictureRoutes.class);
    private static final String EXPECTED = "Expected {\"region\": its name, \"page\": 0 or more}";
    private static final String GONE = "These pictures are not kept any more; ask for new ones";

    private final Vertx vertx;
    private final PictureDesk desk;
    private final Clock clock;
    private final Album album = new Album();

    public PictureRoutes(Vertx vertx, PictureDesk desk, Clock clock) {
        this.vertx = vertx;
        this.desk = desk;
        this.clock = clock;
    }

    public void addTo(Router router) {
        router.get(PATH).handler(this::newest);
        router.post(PATH).handler(this::ask);
        router.getWithRegex(PATH + "/(?<set>\\d{1,9})/(?<kind>image|heat|truth|prediction)/(?<index>\\d{1,9})\\.png")
                .handler(this::picture);
    }

    private void newest(RoutingContext request) {
        vertx.executeBlocking(() -> new JsonObject()
                        .put("pictures", album.newest().map(PictureAnswers::of).orElse(null)))
                .onSuccess(answer -> Answers.json(request, answer))
                .onFailure(failure -> refuse(request, failure));
    }

    private void ask(RoutingContext request) {
        String region = null;
        Integer page = null;
        try {
            JsonObject body = request.body().asJsonObject();
            region = body == null ? null : body.getString("region");
            page = body == null ? null : body.getInteger("page");
        } catch (DecodeException | ClassCastException e) {
            LOG.debug("no request for pictures", e);
        }
        if (region == null || page == null || page < 0) {
            Answers.refuse(request, 400, EXPECTED);
            return;
        }
        String named = region;
        int at = page;
        // Samples are read and slices are made ready on a worker thread; a request that waits for a step keeps none.
        vertx.executeBlocking(() -> desk.ask(named, at))
                .compose(asked -> Future.fromCompletionStage(asked, vertx.getOrCreateContext()))
                .compose(pictures ->
                        vertx.executeBlocking(() -> PictureAnswers.of(album.keep(pictures, clock.instant()))))
                .onSuccess(answer -> Answers.json(request, answer))
                .onFailure(failure -> refuse(request, failure));
    }

    private static void refuse(RoutingContext request, Throwable failed) {
        Throwable failure = failed instanceof CompletionException ? failed.getCause() : failed;
        if (failure instanceof NotNowException) {
            Answers.refuse(request, 409, failure.getMessage());
        } else if (failure instanceof InvalidInputException) {
            Answers.refuse(request, 400, failure.getMessage());
        } else {
            LOG.warn("no pictures could be made", failure);
            Answers.refuse(request, 500, "The pictures could not be made: " + failure.getMessage());
        }
    }

    private void picture(RoutingContext request) {
        Optional<Album.Kept> kept = album.set(Integer.parseInt(request.pathParam("set")));
        if (kept.isEmpty()) {
            Answers.refuse(request, 404, GONE);
            return;
        }
        String kind = request.pathParam("kind");
        int index = Integer.parseInt(request.pathParam("index"));
        vertx.executeBlocking(() -> drawn(kept.get(), kind, index).map(Png::of))
                .onSuccess(png -> png.ifPresentOrElse(
                        bytes -> answer(request, bytes),
                        () -> Answers.refuse(request, 404, "This set has no such picture")))
                .onFailure(failure -> refuse(request, failure));
    }

    private static Optional<BufferedImage> drawn(Album.Kept kept, String kind, int index) {
        return switch (kind) {
            case "image" -> image(kept, index).map(image -> Png.image(image.pixels(), image.size()));
            case "heat" ->
                image(kept, index).map(image -> Png.heat(image.prediction().heat(), image.size()));
            case "truth" -> slice(kept, index, Layer.TRUTH);
            default -> slice(kept, index, Layer.PREDICTION);
        };
    }

    private static Optional<Pictures.Image> image(Album.Kept kept, int index) {
        return kept.pictures().content() instanceof Pictures.Images images
                        && index < images.images().size()
                ? Optional.of(images.images().get(index))
                : Optional.empty();
    }

    private static Optional<BufferedImage> slice(Album.Kept kept, int index, Layer layer) {
        return kept.drawn()
                .filter(drawn -> index < drawn.slices().count())
                .map(drawn -> drawn.slices()
                        .picture(
                                index,
                                layer.of(drawn.scan()),
                                kept.pictures().classes().size()));
    }

    private static void answer(RoutingContext request, Buffer png) {
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "image/png")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .end(png);
    }
}
