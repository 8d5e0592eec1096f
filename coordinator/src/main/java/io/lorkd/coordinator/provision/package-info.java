/** {@code lorkd provision}: the federation's certificate authority on the command line. */
package io.lorkd.coordinator.provision;
