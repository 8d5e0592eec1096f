/**
 * {@code lorkd bench federation}: how fast updates come in, how much memory the coordinator takes, and how both compare
 * with what the machine can do at all. Sites are stubs that speak the protocol and train nothing.
 */
package io.lorkd.bench.federation;
