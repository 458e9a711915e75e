//! Exercises: what a reader gets of them, and what an author is told.

use snapbox::{assert_data_eq, str};
use whatif_tests::TestBook;

const CHAPTER: &str = "src/sign-up.md";
const WORLD: &str = "src/email-signup.toml";

/// Code that passes: who sends first stores nobody without an email.
const SOLUTION: &str = "\
async fn signup(user: User) -> Result<()> {
    email::send(&user.address, \"Welcome!\").await?;
    db::insert(\"users\", &user).await?;
    Ok(())
}
";

/// A fence with the solution of the exercise.
fn solution(code: &str) -> String {
    format!("\n```rust,whatif=email-signup,variant=naive,solution\n{code}```\n")
}

/// The sign-up as an exercise whose chapter goes on like this.
fn exercise(more: &str) -> TestBook {
    TestBook::sign_up()
        .edit(CHAPTER, "variant=naive\n", "variant=naive,exercise\n")
        .with_more(CHAPTER, more)
        .with_more(WORLD, "\n[exercise]\nhints = [\"Look at `db` <b>first</b>.\", \"Swap.\"]\n")
}

/// What `check` says.
fn told(book: &TestBook) -> (u8, String) {
    let outcome = book.check();
    (outcome.code, outcome.errors.replace("[BOOK]/", ""))
}

#[test]
fn without_a_script_there_are_task_hints_and_solution() {
    let main = exercise(&solution(SOLUTION)).build().main("sign-up.html");
    let (_, help) = main.split_once("<div class=\"whatif-exercise\">").expect(&main);
    let (help, after) = help.split_once("</what-if>").expect(&main);
    assert_data_eq!(
        help,
        str![[r#"

<p><strong>Exercise</strong>: change the code until nothing is violated, whatever is asked and wherever exploring looks.</p>
<details><summary>Hint 1</summary>
<p>Look at <code>db</code> &lt;b&gt;first&lt;/b&gt;.</p>
</details><details><summary>Hint 2</summary>
<p>Swap.</p>
</details><details><summary>A solution</summary>
<pre><code class="language-rust noplayground">async fn signup(user: User) -&gt; Result&lt;()&gt; {
    email::send(&amp;user.address, "Welcome!").await?;
    db::insert("users", &amp;user).await?;
    Ok(())
}</code></pre>
</details></div>


"#]]
    );
    assert!(!after.contains("email::send"), "the solution stands in no other place: {after}");
}

#[test]
fn an_epub_folds_them_and_other_text_does_not() {
    let book = exercise(&solution(SOLUTION));
    let part = |renderer: &str| {
        let text = book.chapter(renderer, "sign-up.md");
        let (_, part) = text.split_once("**Exercise**").expect(&text);
        let (part, _) = part.split_once("It may be killed").expect(&text);
        format!("**Exercise**{part}")
    };
    assert_data_eq!(
        part("epub"),
        str![[r#"
**Exercise**: change the code until nothing is violated, whatever is asked and wherever exploring looks.

<details><summary>Hint 1</summary>

Look at `db` /<b/>first/</b/>.

</details>

<details><summary>Hint 2</summary>

Swap.

</details>

<details><summary>A solution</summary>

```rust
async fn signup(user: User) -> Result<()> {
    email::send(&user.address, "Welcome!").await?;
    db::insert("users", &user).await?;
    Ok(())
}
```

</details>


"#]]
    );
    assert_data_eq!(
        part("markdown"),
        str![[r#"
**Exercise**: change the code until nothing is violated, whatever is asked and wherever exploring looks.

**Hint 1**

Look at `db` /<b/>first/</b/>.

**Hint 2**

Swap.

**A solution**

```rust
async fn signup(user: User) -> Result<()> {
    email::send(&user.address, "Welcome!").await?;
    db::insert("users", &user).await?;
    Ok(())
}
```


"#]]
    );
}

#[test]
fn the_data_of_the_widget_has_hints_and_solution() {
    let main = exercise(&solution(SOLUTION)).build().main("sign-up.html");
    let (_, data) = main.split_once("<script type=\"application/json\">").unwrap();
    let (data, _) = data.split_once("</script>").unwrap();
    let data: serde_json::Value = serde_json::from_str(data).unwrap();
    assert_eq!(data["exercise"]["hints"][1], "Swap.");
    assert_eq!(data["exercise"]["solution"], SOLUTION.trim_end());
    let fault = "{ crash = \"server\", in = \"signup\", between = [1, 2], restart = \"1s\" }";
    assert_eq!(data["what-ifs"][0]["faults"][0], fault);
}

#[test]
fn a_start_in_which_nothing_is_wrong() {
    let naive = "    db::insert(\"users\", &user).await?;\n    email::send(&user.address, \"Welcome!\").await?;\n";
    let right = "    email::send(&user.address, \"Welcome!\").await?;\n    db::insert(\"users\", &user).await?;\n";
    let book = exercise("")
        .edit(CHAPTER, naive, right)
        .edit(WORLD, "expect = { welcomed = \"violated\" }", "expect = {}")
        .with_more(CHAPTER, &solution(SOLUTION));
    let (code, told) = told(&book);
    assert_eq!(code, 1);
    assert_data_eq!(
        told,
        str![[r#"
error: nothing is wrong with the exercise `naive`
 --> src/sign-up.md:5:9
  |
5 | ```rust,whatif=email-signup,variant=naive,exercise
  |         ^^^^^^^^^^^^^^^^^^^
  |
  = help: start with code that a what-if or exploring breaks, or leave out `exercise`

"#]]
    );
}

#[test]
fn a_solution_that_does_not_pass() {
    let retries = SOLUTION.replace(
        "    email::send(&user.address, \"Welcome!\").await?;\n    db::insert(\"users\", &user).await?;\n",
        "    db::insert(\"users\", &user).await?;\n    while email::send(&user.address, \"Welcome!\").await.is_err() {}\n",
    );
    let (code, said) = told(&exercise(&solution(&retries)));
    assert_eq!(code, 1);
    assert_data_eq!(
        said,
        str![[r#"
error: the solution of `naive` does not pass: under `killed-between`, `welcomed` is violated
  --> src/sign-up.md:15:9
   |
15 | ```rust,whatif=email-signup,variant=naive,solution
   |         ^^^^^^^^^^^^^^^^^^^
   |
   = help: "every stored user has got a welcome email": everything has come to rest, and it is not true

"#]]
    );
    // Where no what-if looks, exploring does.
    let book = exercise(&solution(&retries)).edit(
        WORLD,
        "{ crash = \"server\", in = \"signup\", between = [1, 2], restart = \"1s\" }",
        "{ down = \"email\", for = \"1m\" }",
    );
    let (code, said) = told(&book);
    assert_eq!(code, 1);
    assert_data_eq!(
        said,
        str![[r#"
error: the solution of `naive` does not pass: over all runs with up to 1 crash and 1 lost message, `welcomed` is violated
  --> src/sign-up.md:15:9
   |
15 | ```rust,whatif=email-signup,variant=naive,solution
   |         ^^^^^^^^^^^^^^^^^^^
   |
   = help: "every stored user has got a welcome email": the shortest way to break it: the server is killed while it waits for db::insert (line 2)

"#]]
    );
}

#[test]
fn a_solution_with_a_mistake_in_it() {
    let (code, told) = told(&exercise(&solution(&SOLUTION.replace("email::send", "email::sent"))));
    assert_eq!(code, 2);
    assert_data_eq!(
        told,
        str![[r#"
error: the node `email` has no operation `sent`
  --> src/sign-up.md:17:5
   |
17 |     email::sent(&user.address, "Welcome!").await?;
   |     ^^^^^^^^^^^
   |
   = help: did you mean `email::send`?

"#]]
    );
}

#[test]
fn what_does_not_belong_together() {
    let (code, said) = told(&exercise(""));
    assert_eq!(code, 2);
    assert_data_eq!(
        said,
        str![[r#"
error: the exercise `naive` has no solution
 --> src/sign-up.md:5:9
  |
5 | ```rust,whatif=email-signup,variant=naive,exercise
  |         ^^^^^^^^^^^^^^^^^^^
  |
  = help: write one below it: ```rust,whatif=email-signup,variant=naive,solution; readers see it when they ask for it

"#]]
    );
    let twice = solution(SOLUTION) + &solution(SOLUTION);
    let (code, said) = told(&exercise(&twice));
    assert_eq!(code, 2);
    assert_data_eq!(
        said,
        str![[r#"
error: the exercise `naive` has a solution already
  --> src/sign-up.md:23:9
   |
23 | ```rust,whatif=email-signup,variant=naive,solution
   |         ^^^^^^^^^^^^^^^^^^^
   |
   = help: leave one of them out

"#]]
    );
    let book =
        exercise(&solution(SOLUTION)).edit(CHAPTER, "variant=naive,exercise", "variant=naive");
    let (code, said) = told(&book);
    assert_eq!(code, 2);
    assert_data_eq!(
        said,
        str![[r#"
error: no exercise `naive` is there to be solved
  --> src/sign-up.md:15:9
   |
15 | ```rust,whatif=email-signup,variant=naive,solution
   |         ^^^^^^^^^^^^^^^^^^^
   |
   = help: write ```rust,whatif=email-signup,variant=naive,exercise where it starts

error: `email-signup.toml` has hints, and no fence is an exercise
 --> src/sign-up.md:5:9
  |
5 | ```rust,whatif=email-signup,variant=naive
  |         ^^^^^^^^^^^^^^^^^^^
  |
  = help: write ```rust,whatif=email-signup,exercise, or leave out `[exercise]`

"#]]
    );
}

#[test]
fn attributes_that_exclude_each_other() {
    let book = exercise(&solution(SOLUTION).replace("solution", "solution,readonly")).edit(
        CHAPTER,
        "naive,exercise",
        "naive,exercise,hide",
    );
    let (code, told) = told(&book);
    assert_eq!(code, 2);
    assert_data_eq!(
        told,
        str![[r#"
error: an exercise cannot be `hide`
 --> src/sign-up.md:5:52
  |
5 | ```rust,whatif=email-signup,variant=naive,exercise,hide
  |                                                    ^^^^
  |
  = help: leave out one of the two

error: a solution is not `readonly` as well
  --> src/sign-up.md:15:52
   |
15 | ```rust,whatif=email-signup,variant=naive,solution,readonly
   |                                                    ^^^^^^^^
   |
   = help: leave out `readonly`: a solution is shown when it is asked for

"#]]
    );
}

#[test]
fn hints_that_are_none() {
    let book = exercise(&solution(SOLUTION)).edit(WORLD, "\"Swap.\"", "\" \", 3");
    let (code, said) = told(&book);
    assert_eq!(code, 2);
    assert_data_eq!(
        said,
        str![[r#"
error: this must be a text in quotes, and is a whole number
  --> src/email-signup.toml:31:45
   |
31 | hints = ["Look at `db` <b>first</b>.", " ", 3]
   |                                             ^

error: a hint says nothing
  --> src/email-signup.toml:31:9
   |
31 | hints = ["Look at `db` <b>first</b>.", " ", 3]
   |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   |
   = help: leave it out

"#]]
    );
    let hint = "hints = [\"Look at `db` <b>first</b>.\", \"Swap.\"]";
    let book = exercise(&solution(SOLUTION)).edit(WORLD, hint, "hint = \"Swap.\"");
    let (code, said) = told(&book);
    assert_eq!(code, 2);
    assert_data_eq!(
        said,
        str![[r#"
error: there is no key `hint` here
  --> src/email-signup.toml:31:1
   |
31 | hint = "Swap."
   | ^^^^
   |
   = help: did you mean `hints`?

error: this says nothing of the exercise
  --> src/email-signup.toml:30:1
   |
30 | [exercise]
   | ^^^^^^^^^^
   |
   = help: give hints, `hints = ["…", "…"]`, or leave out `[exercise]`

"#]]
    );
}

#[test]
fn a_client_with_a_load_is_nothing_for_an_exercise() {
    let requests = "requests = [{ at = \"10ms\", call = \"server::signup\", with = [{ name = \"Ada\", address = \"ada@example.org\" }] }]";
    let load = "load = { rate = \"10/s\", for = \"2s\", call = \"server::signup\", with = [{ name = \"Ada\", address = \"ada@example.org\" }] }";
    let (code, told) = told(&exercise(&solution(SOLUTION)).edit(WORLD, requests, load));
    assert_eq!(code, 2);
    assert_data_eq!(
        told,
        str![[r#"
error: `visitor` makes too many requests for this to be an exercise
 --> src/sign-up.md:5:9
  |
5 | ```rust,whatif=email-signup,variant=naive,exercise
  |         ^^^^^^^^^^^^^^^^^^^
  |
  = help: an answer is looked at in all its runs: let the client make a few `requests`

"#]]
    );
}
