/** The places where a site can be told to halt, for tests that walk them all. */
package io.lorkd.site.crash;
