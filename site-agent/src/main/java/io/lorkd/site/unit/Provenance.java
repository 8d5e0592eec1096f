package io.lorkd.site.unit;

/**
 * Where a unit comes from, and where its training goes on.
 *
 * @param run the run it was trained in
 * @param round the round, counted from 1
 * @param attempt the attempt whose offer was trained
 * @param backbone SHA-256 of the backbone it was trained from
 * @param position samples taken from the site's stream up to here
 */
public record Provenance(String run, int round, int attempt, String backbone, long position) {}
