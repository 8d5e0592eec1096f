/** What crosses the wire between a coordinator and its sites, and the few things that every part of Lorkd shares. */
package io.lorkd.protocol;
