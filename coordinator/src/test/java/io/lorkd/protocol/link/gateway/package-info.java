/** What only the link itself can do, for tests of a peer that is not one of ours. */
package io.lorkd.protocol.link.gateway;
