/**
 * The page that a hospital has of its own agent: what it trains and holds, what has left the house. It is served on this
 * machine's loopback only, from an event loop that no link reaches, so nothing of it can be asked for from outside.
 */
package io.lorkd.site.console;
