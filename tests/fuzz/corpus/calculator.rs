//! Works out a list of instructions on a stack.

#[derive(Clone, Debug)]
enum Step { Push(i64), Add, Multiply, Negate }

fn pop(stack: &mut Vec<i64>) -> Result<i64, String> {
    stack.pop().ok_or("the stack is empty".to_string())
}

fn work_out(steps: &Vec<Step>) -> Result<i64, String> {
    let mut stack: Vec<i64> = Vec::new();
    for step in steps {
        let value = match step {
            Step::Push(number) => *number,
            Step::Add => pop(&mut stack)? + pop(&mut stack)?,
            Step::Multiply => pop(&mut stack)? * pop(&mut stack)?,
            Step::Negate => -pop(&mut stack)?,
        };
        stack.push(value);
    }
    pop(&mut stack)
}

async fn main() {
    let steps = vec![Step::Push(2), Step::Push(3), Step::Add, Step::Push(4), Step::Multiply, Step::Negate];
    println!("{:?} {:?}", work_out(&steps), work_out(&vec![Step::Add]));
}
