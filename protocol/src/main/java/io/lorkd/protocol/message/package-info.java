/**
 * The control messages: small records, versioned as a whole, every one with an answer. All may be sent again, since the
 * event bus delivers at most once: they are idempotent by run, round, attempt and site.
 */
package io.lorkd.protocol.message;
