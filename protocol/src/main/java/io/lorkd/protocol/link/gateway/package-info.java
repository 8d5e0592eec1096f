/**
 * The gateway link: one outbound WebSocket over TLS 1.3 that puts an event bus's addresses through to another's. What
 * crosses it are frames of our own, strictly read; who may send which is one table, {@link
 * io.lorkd.protocol.link.gateway.AddressRule}.
 */
package io.lorkd.protocol.link.gateway;
