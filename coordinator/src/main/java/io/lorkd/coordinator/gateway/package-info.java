/** Lets sites in over the gateway link: TLS, certificates, and one connection for each site in the whole cluster. */
package io.lorkd.coordinator.gateway;
