package io.lorkd.coordinator.http.page;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** A file of the page in memory, as it is and compressed. */
final class PageFile {
    private final String mediaType;
    private final Buffer plain;
    private final Buffer compressed;

    private PageFile(String mediaType, Buffer plain, Buffer compressed) {
        this.mediaType = mediaType;
        this.plain = plain;
        this.compressed = compressed;
    }

    /** @param name says by its ending what kind of file it is */
    static PageFile of(String name, byte[] content) {
        return new PageFile(mediaType(name), Buffer.buffer(content), Buffer.buffer(compress(content)));
    }

    private static String mediaType(String name) {
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> "text/javascript; charset=utf-8";
            case "svg" -> "image/svg+xml";
            default -> throw new IllegalArgumentException("The page has no files like " + name);
        };
    }

    private static byte[] compress(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    /** What goes over the wire to a browser, which takes it compressed. */
    int weight() {
        return compressed.length();
    }

    /** @param caching what a browser may keep it for, as in {@code Cache-Control} */
    void answer(RoutingContext request, String caching) {
        HttpServerResponse response = request.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, mediaType)
                .putHeader(HttpHeaders.CACHE_CONTROL, caching)
                .putHeader(HttpHeaders.VARY, "Accept-Encoding");
        if (takesGzip(request)) {
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").end(compressed);
        } else {
            response.end(plain);
        }
    }

    private static boolean takesGzip(RoutingContext request) {
        return request.parsedHeaders().acceptEncoding().stream()
                .anyMatch(encoding -> encoding.value().equalsIgnoreCase("gzip") && encoding.weight() > 0);
    }
}
