package io.lorkd.coordinator.http.api;

import io.lorkd.coordinator.disk.BlobStore;
import io.lorkd.coordinator.http.Routes;
import io.lorkd.coordinator.http.access.Access;
import io.lorkd.coordinator.http.answer.Json;
import io.lorkd.coordinator.view.LiveView;
import io.lorkd.coordinator.view.Models;
import io.lorkd.coordinator.view.Models.Model;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

import static java.util.Objects.requireNonNull;

/**
 * {@code GET /api/v1/models} lists the backbones that the run has made, and {@code GET /api/v1/models/SHA256} is the file of
 * one. Nothing else that lies in the blob store is served: not what a site sent.
 */
public final class ModelRoutes implements Routes {
    private final LiveView view;
    private final BlobStore blobs;

    /** @param bytes all have the same size; null where none is kept */
    private record Listed(int round, String sha256, Long bytes, Instant at, boolean kept) {
        Listed of(Long size) {
            return new Listed(round, sha256, size, at, kept);
        }
    }

    private record Listing(List<Listed> models, Long parameters, ModelCost cost) {}

    public ModelRoutes(LiveView view, BlobStore blobs) {
        this.view = requireNonNull(view, "view");
        this.blobs = requireNonNull(blobs, "blobs");
    }

    @Override
    public void addTo(Router router, Access access) {
        router.get("/api/v1/models")
                .handler(request -> view.models()
                        .compose(models -> blocking(request, () -> listing(models)))
                        .onSuccess(listing -> Json.answer(request, listing))
                        .onFailure(request::fail));
        router.get("/api/v1/models/:sha256").handler(this::download);
    }

    private static <T> Future<T> blocking(RoutingContext request, Callable<T> work) {
        return request.vertx().executeBlocking(work, false);
    }

    private Listing listing(Optional<Models> models) throws IOException {
        if (models.isEmpty()) {
            return new Listing(List.of(), null, null);
        }
        List<Listed> listed = new ArrayList<>();
        Long bytes = null;
        for (Model model : models.get().made()) {
            Path file = blobs.path(model.sha256());
            // To ask the store would keep the file from being swept.
            boolean kept = Files.isRegularFile(file);
            bytes = kept ? Long.valueOf(Files.size(file)) : bytes;
            listed.add(new Listed(model.round(), model.sha256(), null, model.at(), kept));
        }
        Long each = bytes;
        listed.replaceAll(model -> model.of(each));
        Optional<ModelCost> cost = ModelCost.of(models.get());
        return new Listing(
                listed, cost.map(known -> known.expert().parameters()).orElse(null), cost.orElse(null));
    }

    private void download(RoutingContext request) {
        String sha256 = request.pathParam("sha256");
        view.models()
                .map(models -> models.flatMap(known -> known.made().stream()
                        .filter(model -> model.sha256().equals(sha256))
                        .findFirst()))
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<Model>empty())
                        : blocking(request, () -> found.filter(model -> Files.isRegularFile(blobs.path(sha256)))))
                .onSuccess(found -> found.ifPresentOrElse(
                        model -> send(request, model),
                        () -> Json.refuse(
                                request,
                                404,
                                "There is no backbone of this digest here; GET /api/v1/models says which there are, and"
                                        + " which are kept")))
                .onFailure(request::fail);
    }

    /** From the disk to the line, a piece at a time. */
    private void send(RoutingContext request, Model model) {
        String tag = '"' + model.sha256() + '"';
        request.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable");
        if (isKnown(request.request(), tag)) {
            request.response().setStatusCode(304).end();
            return;
        }
        request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                .putHeader("Content-Disposition", "attachment; filename=\"backbone-" + model.round() + ".safetensors\"")
                .sendFile(blobs.path(model.sha256()).toString())
                .onFailure(request::fail);
    }

    private static boolean isKnown(HttpServerRequest request, String tag) {
        String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
        return known != null && (known.equals("*") || known.contains(tag));
    }
}
